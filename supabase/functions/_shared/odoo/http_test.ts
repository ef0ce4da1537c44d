import { deepStrictEqual, doesNotMatch, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { OdooHttp, type OdooRequest } from "./http.ts";
import type { OdooConnection } from "./types.ts";

function connection(url: string, database = "acme"): OdooConnection {
  const password = new Secret("hunter22");
  return { url, database, username: "bot@example.com", password, transport: "auto" };
}

async function send(url: string, changes: Partial<OdooRequest> = {}) {
  const http = new OdooHttp(connection(url));
  const operation = { title: "call x.model.read", connection: http.connection };
  return await http.send(operation, {
    method: "POST",
    path: "/jsonrpc",
    body: {},
    repeatable: false,
    ...changes,
  });
}

/** Serves each connection with raw bytes, then closes it; null keeps silent instead. */
async function withSocket(reply: string | null, test: (url: string) => Promise<void>) {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const serving = (async () => {
    for await (const socket of listener) {
      open.push(socket);
      await socket.read(new Uint8Array(65_536));
      if (reply === null) continue;
      await socket.write(new TextEncoder().encode(reply));
      open.pop()?.close();
    }
  })();
  try {
    await test(`http://127.0.0.1:${listener.addr.port}`);
  } finally {
    for (const socket of open) socket.close();
    listener.close();
    await serving.catch(() => {}); // The listener is closed: accepting ends with an error.
  }
}

Deno.test("OdooHttp.send() reads an answer to its end", async () => {
  const reply =
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 6\r\n\r\n{"é"}';
  await withSocket(reply, async (url) => {
    deepStrictEqual(await send(`${url}/`), {
      status: 200,
      contentType: "application/json",
      location: null,
      text: '{"é"}',
    });
  });
});

Deno.test("OdooHttp.send() does not follow a redirect", async () => {
  const reply = "HTTP/1.1 301 Moved\r\nlocation: https://odoo.example.com/\r\n" +
    "content-length: 0\r\nconnection: close\r\n\r\n";
  await withSocket(reply, async (url) => {
    const answer = await send(url);
    deepStrictEqual([answer.status, answer.location], [301, "https://odoo.example.com/"]);
  });
});

Deno.test("OdooHttp.send() does not know what became of a call without an answer", async () => {
  const lost = { kind: "unknown_outcome", code: "odoo_timeout" };
  await withSocket("", (url) => rejects(send(url), lost));
  const cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc";
  await withSocket(cut, (url) => rejects(send(url), lost));
});

Deno.test("OdooHttp.send() gives up when its signal says so", async () => {
  await withSocket(null, async (url) => {
    const timeout = send(url, { signal: AbortSignal.timeout(20) });
    await rejects(timeout, { kind: "unknown_outcome", code: "odoo_timeout" });
  });
});

Deno.test("OdooHttp.send() tells that a request never arrived", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await rejects(send(`http://127.0.0.1:${port}`), { kind: "unreachable" });
  await rejects(send("http://127.0.0.1:9"), { kind: "unreachable" });
  await withSocket(
    "",
    (url) => rejects(send(url.replace("http", "https")), { kind: "unreachable" }),
  );
});

Deno.test("OdooHttp.send() does not quote a header that cannot be sent", async () => {
  const headers = { authorization: "bearer hunter22\n" + "\u0001" };
  await rejects(send("http://127.0.0.1:9", { headers }), (error: Error & { code?: string }) => {
    strictEqual(error.code, "misconfigured");
    doesNotMatch(`${error.message} ${error.cause}`, /hunter22/);
    return true;
  });
});
