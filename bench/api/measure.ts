import { setTimeout as pause } from "node:timers/promises";
import { signIn } from "../../client/sign_in.ts";
import { callControl } from "../../stack/control.ts";
import { emailOf, keepPeople } from "../../stack/people.ts";
import type { Stack } from "../../stack/stack.ts";
import type { Progress } from "../../stack/types.ts";
import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import { routes } from "../../supabase/functions/_shared/resources/routes.ts";
import { analyze } from "../analyze.ts";
import type { Sent } from "./load.ts";
import { bareRoute, sender } from "./processes.ts";
import { plantFleet, type Size, size } from "./rows.ts";
import { type Statement, superuser, topStatements } from "./statements.ts";

/** One address under load. */
export interface Measured extends Sent {
  path: string;
}

export interface ApiFigures {
  size: Size;
  /** Each list and detail at ten in flight; of a list the first page and the last. */
  reads: Measured[];
  /** A detail at ten and at fifty in flight, and the bare route. */
  ten: Sent;
  fifty: Sent;
  bare: Sent;
  /** Between the functions and the database, a request. */
  roundTrips: number;
  /** Milliseconds to the answer of a function that was not up. */
  cold: number[];
  bulk: { seconds: number; rows: number };
  /** What the database does most for all reads. */
  top: Statement[];
}

/** One of three; the middle one counts. */
const readSeconds = 0.8;
/** For connections to see a list before it is measured: cold starts are measured by themselves. */
const warmSeconds = 0.5;
const loadSeconds = 5;
const owner = { role: "platform_owner", name: "bench" };
const page = 20;

/** The API over a fleet, with the load in a process of its own. */
export async function measureApi(stack: Stack, sql: Sql, progress: Progress): Promise<ApiFigures> {
  await progress.step("Plant the fleet", () => plantFleet(sql, size));
  await progress.step("Vacuum and checkpoint", () => settle(stack));
  await keepPeople(stack, [owner]);
  const token = await signIn(stack, emailOf(owner), stack.peoplePassword);
  const base = `${stack.apiUrl}/functions/v1/api`;
  await using load = sender();
  const at = (path: string, inFlight: number, seconds: number) =>
    answered(load.send({ url: base + path, token, inFlight, seconds }));
  const all = await paths(sql, base, token);
  const reads: Measured[] = [];
  for (const path of all) {
    await at(path, 10, warmSeconds);
    reads.push({
      path,
      ...await progress.step(path, () => middle(() => at(path, 10, readSeconds))),
    });
  }
  const detail = "/tenants/t4242";
  const before = await roundTripsMade(sql);
  const ten = await progress.step("Ten in flight", () => at(detail, 10, loadSeconds));
  const roundTrips = (await roundTripsMade(sql) - before) / ten.count;
  const fifty = await progress.step("Fifty in flight", () => at(detail, 50, loadSeconds));
  await using route = await bareRoute(stack.databaseUrl);
  const bare = await progress.step(
    "The bare route",
    () => load.send({ url: route.url, inFlight: 10, seconds: loadSeconds }),
  );
  const top = await progress.step(
    "What the database does most",
    () => topStatements(stack.databaseUrl, token, () => each(all, (path) => at(path, 1, 0.2))),
  );
  const cold = await progress.step("Cold starts", () => coldStarts(stack, base, token));
  const bulk = await progress.step("Store 100,000 tasks", () => storeTasks(base, token));
  return { size, reads, ten, fifty, bare, roundTrips, cold, bulk, top };
}

/** Of three rounds that with the middle p95: what else runs on the machine hits one of them. */
async function middle(round: () => Promise<Sent>): Promise<Sent> {
  const rounds = [await round(), await round(), await round()];
  return rounds.sort((a, b) => a.p95 - b.p95)[1]!;
}

/** What would be done of the planting while requests are measured. */
async function settle(stack: Stack): Promise<void> {
  await analyze(stack, []);
  await using sql = superuser(stack.databaseUrl);
  await sql`checkpoint`;
}

async function each(paths: string[], send: (path: string) => Promise<unknown>): Promise<void> {
  for (const path of paths) await send(path);
}

/** @throws {Error} Where a request was not answered 200. */
async function answered(sending: Promise<Sent>): Promise<Sent> {
  const sent = await sending;
  if (sent.failed > 0) throw new Error(`Cannot measure: ${sent.failed} of ${sent.count} failed.`);
  return sent;
}

/** Every list, its first page and its last, and every detail; what adds up a fleet is none of them. */
async function paths(sql: Sql, base: string, token: string): Promise<string[]> {
  const known = await variables(sql);
  const sums = /^\/(platform|ai|billing\/overview|drift\/summary|seeds|metrics)/;
  const found: string[] = [];
  for (const { method, path, work, open } of routes) {
    if (method !== "GET" || work || open || sums.test(path)) continue;
    const filled = path.replaceAll(
      /\{(\w+)\}/g,
      (_, name) => known[`${path} ${name}`] ?? known[name] ?? "-",
    );
    if (filled.includes("/-")) continue;
    found.push(filled);
    const headers = { authorization: `Bearer ${token}` };
    const { total } = await (await fetch(base + filled, { headers })).json();
    const last = `${filled}?offset=${total - page}`;
    // Logs go back by time.
    if (total > page && (await fetch(base + last, { headers })).ok) found.push(last);
  }
  return found;
}

async function variables(sql: Sql): Promise<Record<string, string>> {
  const [row] = await sql<[Record<string, string>]>`
    select
      (select id::text from control.operations order by created_at limit 1) as operation,
      (select id::text from odoo_seed.sync_runs limit 1) as run`;
  return {
    tenant: "t4242",
    "/operations/{id} id": row.operation!,
    "/runs/{id} id": row.run!,
    "/runs/{id}/timeline id": row.run!,
    "/runs/{id}/errors id": row.run!,
    "/tasks/{ref} ref": "task-054321",
    "/projects/{ref} ref": "project-42",
    "/bindings/{name} name": "default",
  };
}

/** Those of clients so far, without those that look: one for what is read, two for a statement with parameters. */
async function roundTripsMade(sql: Sql): Promise<number> {
  await sql`create extension if not exists pg_stat_statements with schema extensions`;
  const [row] = await sql<[{ made: number }]>`
    select coalesce(sum(case when query ~ 'take_requests' then 2 * calls else calls end), 0)::int as made
    from extensions.pg_stat_statements
    where query ~ '\\mapi\\.call\\M|take_requests'`;
  return row.made;
}

async function coldStarts(stack: Stack, base: string, token: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    await callControl(stack, "POST", "/functions/api/kill");
    await pause(200);
    const began = performance.now();
    const answer = await fetch(`${base}/me`, { headers: { authorization: `Bearer ${token}` } });
    await answer.body?.cancel();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

async function storeTasks(base: string, token: string): Promise<ApiFigures["bulk"]> {
  const rows = 100_000;
  const lines = Array.from({ length: rows }, (_, n) =>
    JSON.stringify({
      project_external_ref: `project-${1 + n % 500}`,
      external_ref: `bulk-${n}`,
      name: `Reconcile account ${n}`,
      stage_name: "To Do",
      planned_hours: n % 40,
    }));
  const began = performance.now();
  const answer = await fetch(`${base}/seeds/bulk?kind=tasks`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`Cannot measure: ${answer.status} ${text}`);
  return { seconds: (performance.now() - began) / 1000, rows };
}
