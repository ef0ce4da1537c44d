import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { OdooClient } from "./client.ts";
import { FakeOdoo } from "./fake_odoo.ts";
import { OdooHttp } from "./http.ts";
import type { OdooConnection } from "./types.ts";

/** A FakeOdoo behind real connections, which are kept between requests. */
class SocketServer {
  readonly bodies: string[] = [];
  readonly headers: Headers[] = [];
  /** Closes the connection instead of answering; the request has been served by then. */
  loseNextAnswer = false;
  readonly #odoo: FakeOdoo;
  readonly #connections = new Set<Deno.Conn>();
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(odoo: FakeOdoo) {
    this.#odoo = odoo;
    const address = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(address, (request) => this.#serve(request));
  }

  start(): string {
    this.#relay();
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  async stop(): Promise<void> {
    this.#listener.close();
    this.#cut();
    await this.#server.shutdown();
  }

  /** Passes on what comes, since a server of HTTP does not let go of a connection without an answer. */
  async #relay(): Promise<void> {
    for await (const outer of this.#listener) {
      const inner = await Deno.connect({ hostname: "127.0.0.1", port: this.#server.addr.port });
      this.#connections.add(outer).add(inner);
      outer.readable.pipeTo(inner.writable).catch(() => {});
      inner.readable.pipeTo(outer.writable).catch(() => {});
    }
  }

  #cut(): void {
    for (const connection of this.#connections) {
      try {
        connection.close();
      } catch (error) {
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
    this.#connections.clear();
  }

  async #serve(request: Request): Promise<Response> {
    const body = await request.text();
    this.headers.push(request.headers);
    this.bodies.push(body);
    const { pathname } = new URL(request.url);
    const { method, headers } = request;
    const init = { method, headers, body: body || undefined };
    const answer = await this.#odoo.fetch(`http://odoo.test${pathname}`, init);
    if (this.loseNextAnswer) this.#cut();
    this.loseNextAnswer = false;
    return answer;
  }
}

const key = "0123456789abcdef0123456789abcdef01234567";

async function withServer(
  version: string,
  test: (connection: OdooConnection, server: SocketServer, odoo: FakeOdoo) => Promise<void>,
) {
  const odoo = new FakeOdoo(version, key);
  const server = new SocketServer(odoo);
  const url = server.start();
  const { database, login: username } = odoo;
  try {
    const password = new Secret(key);
    await test({ url, database, username, password, transport: "auto" }, server, odoo);
  } finally {
    await server.stop();
  }
}

for (const version of ["18.0", "19.0"]) {
  Deno.test(`OdooClient.create() goes out once although a kept connection loses its answer on ${version}`, async () => {
    await withServer(version, async (connection, server, odoo) => {
      const client = await OdooClient.connect(connection, { logins: new Map() });
      // A second create as well: its connection must not be the first one's either.
      for (const created of [1, 2]) {
        await client.create("x.model", [{ name: "kept" }]);
        server.loseNextAnswer = true;
        const lost = client.create("x.model", [{ name: "lost" }]);
        await rejects(lost, { kind: "unknown_outcome", code: "odoo_timeout" });
        strictEqual([...odoo.names.values()].filter((name) => name === "lost").length, created);
      }
      strictEqual(server.bodies.length, client.callCount);
    });
  });
}

Deno.test("OdooHttp.send() says how long its body is, in bytes and not in chunks", async () => {
  await withServer("18.0", async (connection, server) => {
    const http = new OdooHttp(connection);
    const operation = { title: "call x.model.create", connection };
    const params = { service: "common", method: "version", args: ["é😀"] };
    for (const repeatable of [true, false]) {
      const body = { id: 1, params };
      await http.send(operation, { method: "POST", path: "/jsonrpc", body, repeatable });
    }
    deepStrictEqual(server.bodies.map((body) => JSON.parse(body).params), [params, params]);
    server.headers.forEach((headers, index) => {
      const { length } = new TextEncoder().encode(server.bodies[index]);
      strictEqual(headers.get("transfer-encoding"), null);
      strictEqual(headers.get("content-length"), String(length));
    });
  });
});
