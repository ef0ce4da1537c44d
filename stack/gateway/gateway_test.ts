import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { parseConfig } from "../config.ts";
import { type FunctionProcesses, LimitReached } from "../functions/processes.ts";
import { makeKeys } from "../keys.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { backupStore } from "../../supabase/functions/_shared/storage/backup_store.ts";
import { signer } from "./auth_tokens.ts";
import { gatewayHandler } from "./gateway.ts";
import { Idle } from "./proxy.ts";

const sql = postgres("postgresql://127.0.0.1:1/none"); // nothing here asks it
const keys = await makeKeys(
  "a-secret-of-this-test-that-is-long-enough",
  Math.floor(Date.now() / 1000),
);
const { jwtSecret, anonKey, serviceRoleKey, publishableKey, secretKey } = keys;

/** Functions that echo what reaches them, all in one server. */
function echoProcesses(port: number): FunctionProcesses {
  const running = new Set<string>();
  const baseUrl = ({ name }: { name: string }) => {
    running.add(name);
    return Promise.resolve(`http://127.0.0.1:${port}`);
  };
  return {
    baseUrl,
    request: async (config, send) => await send(await baseUrl(config)),
    list: () => [...running].map((name) => ({ name, pid: 1 })),
    kill: (name) => Promise.resolve(running.delete(name)),
    stop: () => Promise.resolve(),
  };
}

type Ask = (method: string, path: string, bearer?: string, body?: BodyInit) => Promise<Response>;
type Handle = (request: Request) => Promise<Response>;

async function withGateway(
  work: (ask: Ask, handle: Handle) => Promise<void>,
  send: FunctionProcesses["request"] | undefined = undefined,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  for (const name of ["open", "closed"]) {
    await Deno.mkdir(join(folder, "functions", name), { recursive: true });
    await Deno.writeTextFile(join(folder, "functions", name, "index.ts"), "");
  }
  const config = parseConfig("[functions.open]\nverify_jwt = false", folder);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      return Response.json({
        method: request.method,
        path: pathname + search,
        body: await request.text(),
      });
    },
  );
  const echo = echoProcesses(server.addr.port);
  const processes = { ...echo, request: send ?? echo.request };
  const handle = gatewayHandler(
    { config, processes, jwtSecret, idleMs: 60_000 },
    { functions: processes, keys },
    { folder: join(folder, "storage"), keys },
    { sql, keys, tokens: signer(keys.signingKey, "http://127.0.0.1/auth/v1") },
    () => new Response("a page"),
  );
  try {
    const ask: Ask = (method, path, bearer, body = method === "POST" ? "body" : undefined) => {
      const headers = bearer ? { authorization: `Bearer ${bearer}` } : undefined;
      return handle(new Request(`http://127.0.0.1${path}`, { method, headers, body }));
    };
    await work(ask, handle);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("gatewayHandler() answers as the platform does when a worker reached a limit", () =>
  withGateway(async (ask) => {
    const answer = await ask("POST", "/functions/v1/open");
    assert.equal(answer.status, 546);
    assert.equal((await answer.json()).code, "WORKER_LIMIT");
  }, () => Promise.reject(new LimitReached("cpu"))));

Deno.test("gatewayHandler() answers as the platform does when no answer begins in time", () =>
  withGateway(async (ask) => {
    const answer = await ask("POST", "/functions/v1/open");
    assert.equal(answer.status, 504);
    assert.equal((await answer.json()).code, "IDLE_TIMEOUT");
  }, () => Promise.reject(new Idle())));

Deno.test("gatewayHandler() passes a request on without the prefix", () =>
  withGateway(async (ask) => {
    const answer = await ask("POST", "/functions/v1/open/apply?dry=1");
    assert.deepEqual(await answer.json(), {
      method: "POST",
      path: "/open/apply?dry=1",
      body: "body",
    });
  }));

Deno.test("gatewayHandler() asks for a JWT of its own, save for a preflight", () =>
  withGateway(async (ask) => {
    const statuses = [
      await ask("GET", "/functions/v1/closed"),
      await ask("GET", "/functions/v1/closed", "token"),
      await ask("GET", "/functions/v1/closed", anonKey),
      await ask("OPTIONS", "/functions/v1/closed"),
    ];
    assert.deepEqual(statuses.map((answer) => answer.status), [401, 401, 200, 200]);
    await Promise.all(statuses.map((answer) => answer.body?.cancel()));
  }));

Deno.test("gatewayHandler() answers 404 for no function and 501 for the rest of Supabase", () =>
  withGateway(async (ask) => {
    assert.equal((await ask("GET", "/functions/v1/none", anonKey)).status, 404);
    assert.equal((await ask("GET", "/functions/v1/..%2fopen", anonKey)).status, 404);
    const answer = await ask("GET", "/rest/v1/tasks");
    assert.equal(answer.status, 501);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
  }));

Deno.test("gatewayHandler() opens its controls to the service role alone", () =>
  withGateway(async (ask) => {
    await (await ask("GET", "/functions/v1/open")).body?.cancel();
    assert.equal((await ask("GET", "/_stack/processes", anonKey)).status, 401);
    const listed = await ask("GET", "/_stack/processes", serviceRoleKey);
    assert.deepEqual(await listed.json(), [{ name: "open", pid: 1 }]);
    const killed = await ask("POST", "/_stack/functions/open/kill", serviceRoleKey);
    assert.deepEqual(await killed.json(), { killed: true });
    assert.equal((await ask("POST", "/_stack/odoo/kill", serviceRoleKey)).status, 409);
    assert.equal((await ask("GET", "/_stack/processes", secretKey)).status, 401);
  }));

Deno.test("gatewayHandler() keeps objects for the service role, and leaves none that broke off", () =>
  withGateway(async (ask) => {
    const path = "/storage/v1/object/backups/acme/1.zip";
    const status = async (...call: Parameters<typeof ask>) => {
      const answer = await ask(...call);
      const body = await answer.text();
      return answer.ok ? body : JSON.parse(body).statusCode;
    };
    assert.equal(await status("POST", path), "403");
    assert.equal(await status("POST", path, anonKey), "403");
    assert.equal(await status("GET", path, serviceRoleKey), "404");
    assert.match(await status("POST", path, serviceRoleKey), /backups\/acme\/1\.zip/);
    assert.equal(await status("POST", path, serviceRoleKey), "409");
    assert.equal(await status("GET", path, serviceRoleKey), "body");
    const info = path.replace("object/", "object/info/");
    assert.equal(JSON.parse(await status("GET", info, serviceRoleKey)).size, 4);
    assert.equal(await status("GET", path.replace("acme/", "acme%2f..%2f"), serviceRoleKey), "404");
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error()) });
    const other = path.replace("1.zip", "2.zip");
    const cut = await ask("POST", other, serviceRoleKey, broken);
    assert.equal(cut.status, 500);
    await cut.body?.cancel();
    assert.equal(await status("GET", other, serviceRoleKey), "404");
    const prefixes = JSON.stringify({ prefixes: ["acme/1.zip", "acme/none.zip"] });
    const bucket = "/storage/v1/object/backups";
    const removed = await status("DELETE", bucket, serviceRoleKey, prefixes);
    assert.deepEqual(JSON.parse(removed), [{ name: "acme/1.zip" }]);
    assert.equal(await status("GET", path, serviceRoleKey), "404");
  }));

Deno.test("gatewayHandler() lets backupStore() in with either kind of key, and the public's with none", () =>
  withGateway(async (_ask, handle) => {
    const seen: (string | null)[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => {
        seen.push(request.headers.get("authorization"));
        return handle(request);
      },
    );
    const url = `http://127.0.0.1:${server.addr.port}`;
    const storeFor = (key: string) => backupStore({ url, key: new Secret(key) });
    async function* content() {
      yield new TextEncoder().encode("dump");
    }
    for (const key of [secretKey, serviceRoleKey]) {
      const store = storeFor(key);
      await store.put("a.zip", content(), AbortSignal.timeout(10_000));
      assert.equal(await store.size("a.zip"), 4);
      const stored = await store.get("a.zip", AbortSignal.timeout(10_000));
      assert.equal(await new Response(stored).text(), "dump");
      await store.remove("a.zip");
      assert.equal(await store.size("a.zip"), undefined);
    }
    const [bySecret, byJwt] = [seen.slice(0, 5), seen.slice(5)];
    assert.deepEqual([new Set(bySecret), bySecret.length], [new Set([null]), 5]);
    assert.deepEqual(new Set(byJwt), new Set([`Bearer ${serviceRoleKey}`]));
    for (const key of [publishableKey, anonKey]) {
      await assert.rejects(storeFor(key).size("a.zip"), { code: "storage_failed" });
    }
  }));
