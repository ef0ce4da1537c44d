import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { OdooFault } from "./faults.ts";
import { pastStaleWorkers, refreshWorkers } from "./workers.ts";

const connection = {
  url: "http://odoo.test",
  database: "acme",
  username: "bot@example.com",
  password: new Secret("hunter22"),
  transport: "jsonrpc",
} as const;

/** Workers that take turns; a stale one is mended by a page, a stubborn one never, and by no log-in. */
class Prefork {
  /** Page requests. */
  asked = 0;
  /** Whether the web pages serve the database. */
  serves = true;
  #turn = 0;

  constructor(readonly workers: ("fresh" | "stale" | "stubborn" | "no database")[]) {}

  readonly fetch = (input: URL | Request | string, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(String(input));
    if (pathname === "/web/login") {
      const location = this.serves ? pathname + search : "/web/database/selector";
      const headers = { location, "set-cookie": "session_id=s1; Path=/" };
      return Promise.resolve(new Response(null, { status: 302, headers }));
    }
    this.asked++;
    strictEqual(new Headers(init?.headers).get("cookie"), "session_id=s1");
    const worker = this.#next();
    if (this.workers[worker] === "stale") this.workers[worker] = "fresh";
    const status = this.workers[worker] === "fresh" ? 200 : 500;
    return Promise.resolve(new Response("{}", { status }));
  };

  readonly logIn = (): Promise<string> => {
    if (this.workers[this.#next()] === "fresh") return Promise.resolve("in");
    return Promise.reject(keyError);
  };

  #next(): number {
    return this.#turn++ % this.workers.length;
  }
}

const operation = { title: "log in", connection };
const keyError = new OdooFault("data", operation, "'res.users'", {
  exception: "builtins.KeyError",
});
const signal = AbortSignal.timeout(60_000);

Deno.test("refreshWorkers() has every worker look, more than there are", async () => {
  const odoo = new Prefork(["fresh", "stale", "stale", "fresh", "stale"]);
  ok(await refreshWorkers({ connection, fetch: odoo.fetch }));
  deepStrictEqual(odoo.workers, ["fresh", "fresh", "fresh", "fresh", "fresh"]);
});

Deno.test("refreshWorkers() tells of a worker that goes on with what it remembers", async () => {
  const odoo = new Prefork(["fresh", "stubborn"]);
  await rejects(refreshWorkers({ connection, fetch: odoo.fetch }), {
    kind: "transient",
    message: /a worker goes on with what it remembers/,
    suggestion: /restart Odoo/,
  });
});

Deno.test("refreshWorkers() asks one worker only where the database is half made, or not served", async () => {
  const halfMade = new Prefork(["no database", "no database"]);
  strictEqual(await refreshWorkers({ connection, fetch: halfMade.fetch }), false);
  strictEqual(halfMade.asked, 1);
  const filtered = new Prefork(["stale"]);
  filtered.serves = false;
  strictEqual(await refreshWorkers({ connection, fetch: filtered.fetch }), false);
  strictEqual(filtered.asked, 0);
});

Deno.test("pastStaleWorkers() repeats what a stale worker could not do, and nothing else", async () => {
  const odoo = new Prefork(["stale", "fresh", "stale"]);
  strictEqual(await pastStaleWorkers({ connection, fetch: odoo.fetch }, signal, odoo.logIn), "in");
  const refused = new OdooFault("data", operation, "A name is missing.", {
    exception: "odoo.exceptions.ValidationError",
  });
  let calls = 0;
  const call = () => {
    calls++;
    return Promise.reject(refused);
  };
  await rejects(pastStaleWorkers({ connection, fetch: odoo.fetch }, signal, call), refused);
  strictEqual(calls, 1);
  const column = new OdooFault("data", operation, 'column "x_a" does not exist', {
    exception: "psycopg2.errors.UndefinedColumn",
  });
  const fails = () => Promise.reject(column);
  const asked = odoo.asked;
  await rejects(pastStaleWorkers({ connection, fetch: odoo.fetch }, signal, fails), column);
  ok(odoo.asked > asked);
});
