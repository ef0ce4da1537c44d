import { deepStrictEqual, match } from "node:assert/strict";
import type { Deps } from "../deps.ts";
import type { OdooClient } from "../odoo/client.ts";
import { Secret } from "../secret.ts";
import { bindingFindings, type Entered } from "./binding_findings.ts";

interface Odd {
  major?: number;
  write?: boolean;
  hasRef?: boolean;
  makesFields?: boolean;
  date?: string | false;
  manifest?: number;
}

const noon = new Date("2026-11-30T12:00:00Z");

/** An Odoo that has let us in, with what is odd about it; its states by the name of the check. */
async function found(odd: Odd = {}): Promise<Record<string, [state: string, seen: string]>> {
  await using pages = pagesOf(odd.manifest ?? 200);
  const url = `http://127.0.0.1:${pages.addr.port}`;
  const may = { read: true, create: true, write: odd.write ?? true };
  const entered: Entered = {
    binding: "acme",
    deps: depsAt(noon),
    reach: reachTo(url),
    client: clientOf(odd),
    rights: { projects: { read: true, create: true, write: true }, tasks: may },
  };
  const findings = await bindingFindings(entered);
  return Object.fromEntries(findings.map(({ name, state, seen }) => [name, [state, seen]]));
}

/** The pages by which workers are asked what they know. */
function pagesOf(manifest: number) {
  const answer = (request: Request) =>
    new URL(request.url).pathname === "/web/login"
      ? new Response(null, {
        status: 303,
        headers: { location: "/web/login?db=acme", "set-cookie": "session_id=1" },
      })
      : new Response("{}", { status: manifest });
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
}

function depsAt(time: Date): Deps {
  const sql = () => Promise.resolve([{ is: false }]);
  return { sql, now: () => time } as unknown as Deps;
}

function reachTo(url: string): Entered["reach"] {
  const password = new Secret("secret");
  return {
    connection: { url, database: "acme", username: "bot", password, transport: "jsonrpc" },
    ...{ uniqueRefs: false, bulkAction: false, timeZone: "UTC", lang: "en_US", firstStages: [] },
  };
}

function clientOf({ major = 19, hasRef = true, makesFields = true, date }: Odd): OdooClient {
  const ref = hasRef ? { x_external_ref: { type: "char" } } : {};
  return {
    version: { major, text: `${major}.0` },
    transport: { kind: "jsonrpc" },
    fieldsGet: () => Promise.resolve({ name: { type: "char" }, ...ref }),
    call: (_: string, method: string) =>
      Promise.resolve(
        method === "default_get" ? { date: date ?? "2026-11-30 12:00:00" } : makesFields,
      ),
  } as unknown as OdooClient;
}

Deno.test("bindingFindings() finds nothing wrong with an Odoo as it should be", async () => {
  const findings = await found();
  deepStrictEqual(Object.keys(findings).sort(), [
    ...["clock", "rights", "version", "workers", "x_external_ref"],
  ]);
  for (const [state] of Object.values(findings)) deepStrictEqual(state, "ok");
});

const oddities: Record<string, [odd: Odd, check: string, state: string, seen: RegExp]> = {
  "a version that was not tried": [{ major: 20 }, "version", "warning", /Odoo 20\.0/],
  "rights that are missing": [{ write: false }, "rights", "failure", /may not write tasks\.$/],
  "a field that a seeding will make": [{ hasRef: false }, "x_external_ref", "ok", /first seeding/],
  "a field that nobody makes": [
    { hasRef: false, makesFields: false },
    "x_external_ref",
    "failure",
    /may not make it/,
  ],
  "a clock that is ahead": [
    { date: "2026-11-30 12:01:00" },
    "clock",
    "warning",
    /60 s ahead of ours/,
  ],
  "a clock that is behind": [
    { date: "2026-11-30 11:59:00" },
    "clock",
    "warning",
    /60 s behind ours/,
  ],
  "a clock that is not told": [{ date: false }, "clock", "warning", /does not tell/],
  "workers that do not serve it": [{ manifest: 404 }, "workers", "warning", /no pages/],
};

for (const [what, [odd, check, state, seen]] of Object.entries(oddities)) {
  Deno.test(`bindingFindings() tells of ${what}`, async () => {
    const findings = await found(odd);
    deepStrictEqual(findings[check]![0], state);
    match(findings[check]![1], seen);
  });
}
