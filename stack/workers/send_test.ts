import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { type QueuedRequest, send } from "./send.ts";

const never = new AbortController().signal;

function request(url: string, changes: Partial<QueuedRequest> = {}): QueuedRequest {
  const body = new TextEncoder().encode("{}");
  return {
    id: "1",
    method: "POST",
    url,
    headers: {},
    body,
    timeout_milliseconds: 5000,
    ...changes,
  };
}

/** A server that answers as told, and what came to it; requests that it never answers do not keep it. */
function serve(answer: (request: Request, url: URL) => Response | Promise<Response>) {
  const came: string[] = [];
  const end = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: end.signal,
    onListen: () => {},
  }, async (asked) => {
    const { method, headers } = asked;
    const url = new URL(asked.url);
    came.push(`${method} ${url.pathname} ${headers.get("x-mine")} ${await asked.text()}`);
    return await answer(asked, url);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    came,
    async [Symbol.asyncDispose]() {
      end.abort();
      await server.finished;
    },
  };
}

Deno.test("send() tells what was answered, nothing as null", async () => {
  await using there = serve(() => new Response(null, { status: 202 }));
  const { status_code, content, timed_out, error_msg } = await send(request(there.url), never);
  deepStrictEqual([status_code, content, timed_out, error_msg], [202, null, false, null]);
});

Deno.test("send() follows redirects with its headers; a POST becomes a GET where curl makes it one", async () => {
  await using there = serve((_, { pathname }) => {
    if (pathname === "/moved") {
      return new Response(null, { status: 302, headers: { location: "/kept" } });
    }
    if (pathname === "/kept") {
      return new Response(null, { status: 307, headers: { location: "/end" } });
    }
    if (pathname === "/same") {
      return new Response(null, { status: 308, headers: { location: "/end" } });
    }
    return new Response("end");
  });
  const headers = { "x-mine": "yes" };
  strictEqual((await send(request(`${there.url}/moved`, { headers }), never)).content, "end");
  strictEqual((await send(request(`${there.url}/same`, { headers }), never)).content, "end");
  deepStrictEqual(there.came, [
    ...["POST /moved yes {}", "GET /kept yes ", "GET /end yes "],
    ...["POST /same yes {}", "POST /end yes {}"],
  ]);
});

Deno.test("send() leaves a cycle, and never leaves the machine", async () => {
  await using there = serve((_, { pathname }) =>
    new Response(null, {
      status: 301,
      headers: { location: pathname === "/out" ? "http://198.51.100.1/" : "/again" },
    })
  );
  const cycle = await send(request(there.url), never);
  strictEqual(cycle.error_msg, "Number of redirects hit maximum amount");
  strictEqual(there.came.length, 31);
  match((await send(request(`${there.url}/out`), never)).error_msg!, /loopback alone/);
});

Deno.test("send() speaks of failures as pg_net does", async () => {
  await using hung = serve(() => new Promise<never>(() => {}));
  const late = await send(request(hung.url, { timeout_milliseconds: 50 }), never);
  strictEqual(late.timed_out, true);
  match(late.error_msg!, /^Timeout of 50 ms reached\. Total time: \d+\.\d{6} ms \(DNS time: /);
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  const away = await send(request(`http://127.0.0.1:${port}/`), never);
  deepStrictEqual([away.timed_out, away.error_msg], [false, "Could not connect to server"]);
  const none = await send(request("no address"), never);
  strictEqual(none.error_msg, "URL using bad/illegal format or missing URL");
});

Deno.test("send() ends when the worker stops", async () => {
  const reached = Promise.withResolvers<void>();
  await using hung = serve(() => {
    reached.resolve();
    return new Promise<never>(() => {});
  });
  const stop = new AbortController();
  const sending = send(request(hung.url), stop.signal);
  await reached.promise;
  stop.abort();
  await rejects(sending, { name: "AbortError" });
});
