import { eventually } from "./eventually.ts";
import { type Answer, functionUrl } from "./functions.ts";
import type { Scenario } from "./scenario.ts";
import { loadStack } from "./stack.ts";

/** What the routes of durable runs answer on top of the others. */
export interface DurableAnswer extends Answer {
  location: string | null;
  type: string;
  /** The HTTP status is `status`; the run's own is this. */
  run_status: string;
  progress: Record<string, { total: number; done: number; failed: number }>;
  rate: { written_per_second: number; seconds: number };
  slices: number;
  failed_slices: number;
  cancelling?: boolean;
  /** Why nobody comes for it. */
  stalled?: { code: string; detail: string; suggestion: string } | null;
  error: { code: string } | null;
  errors_next: string | null;
  plan_hash: string;
}

const seeding = functionUrl("seed-odoo-finance");

interface Options {
  body?: unknown;
  /** An Idempotency-Key. */
  key?: string;
  /** Another process than the stack's own. */
  base?: string;
}

async function ask(method: string, url: string, { body, key }: Options): Promise<DurableAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${loadStack().seedRunToken}`,
      "content-type": "application/json",
      ...(key !== undefined && { "idempotency-key": key }),
    },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
  });
  const json = await response.json();
  const location = response.headers.get("location");
  return { ...json, run_status: json.status, status: response.status, location };
}

/** POST to seed-odoo-finance, `path` below it. */
export function post(path: string, options: Options = {}): Promise<DurableAnswer> {
  return ask("POST", (options.base ?? seeding) + path, options);
}

/** GET of a run's report; `query` from the question mark on. */
export function report(id: string | undefined, query = ""): Promise<DurableAnswer> {
  return ask("GET", `${seeding}/runs/${id}${query}`, {});
}

/** Polls what a 202 points at until the run has ended. */
export async function followed(answer: Pick<DurableAnswer, "location">): Promise<DurableAnswer> {
  const url = loadStack().apiUrl + answer.location;
  return await eventually(`${url} has ended`, async () => {
    const now = await ask("GET", url, {});
    return now.run_status !== "running" && now;
  }, { everyMs: 200 });
}

/** Lets a run's waits pass: a pause after a failure, or the lease of a slice that died. */
export async function hurry(s: Scenario, id: string | undefined): Promise<void> {
  await s.sql`
    update odoo_seed.sync_runs set lease_expires_at = now() - interval '1 second'
    where id = ${id!} and status = 'running' and not handed_over`;
  await s.sql`
    update ops.work
    set run_after = now(), called_at = null,
      lease_expires_at = case when status = 'running' then now() - interval '1 second' end
    where kind = 'run' and key = ${id!} and status <> 'dead'`;
  await s.sql`select ops.drive()`;
}

/** Waits until a run is as it should be. */
export async function until(
  s: Scenario,
  id: string | undefined,
  is: (run: Record<string, unknown>) => boolean,
): Promise<void> {
  await eventually(`run ${id} is as it should be`, async () => is(await s.run(id)));
}

/** Has the queue ask another process for slices; ends with `await using`. */
export async function queueTo(s: Pick<Scenario, "sql">, url: string): Promise<AsyncDisposable> {
  const name = "functions_url";
  const [before] = await s.sql`
    select id, decrypted_secret as url from vault.decrypted_secrets where name = ${name}`;
  const set = async (value: string) => {
    await s.sql`select vault.update_secret(${before!.id}, ${value})`;
  };
  await set(url.replace(/\/[^/]+$/, ""));
  return { [Symbol.asyncDispose]: () => set(before!.url) };
}
