import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "../secret.ts";
import { OdooClient } from "./client.ts";
import { FakeOdoo } from "./fake_odoo.ts";
import { OdooHttp } from "./http.ts";
import type { OdooConnection } from "./types.ts";

/** A FakeOdoo behind a real socket that is kept between requests. */
class SocketServer {
  readonly bodies: string[] = [];
  readonly headers: IncomingMessage["headers"][] = [];
  /** Closes the connection instead of answering; the request has been served by then. */
  loseNextAnswer = false;
  readonly #odoo: FakeOdoo;
  readonly #server = createServer((request, response) => this.#serve(request, response));

  constructor(odoo: FakeOdoo) {
    this.#odoo = odoo;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    this.headers.push(request.headers);
    this.bodies.push(body);
    const answer = await this.#odoo.fetch(`http://odoo.test${request.url}`, {
      method: request.method,
      headers: request.headers as Record<string, string>,
      body: body || undefined,
    });
    const lost = this.loseNextAnswer;
    this.loseNextAnswer = false;
    if (lost) request.socket.destroy();
    else response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text());
  }
}

const key = "0123456789abcdef0123456789abcdef01234567";

async function withServer(
  version: string,
  test: (connection: OdooConnection, server: SocketServer, odoo: FakeOdoo) => Promise<void>,
) {
  const odoo = new FakeOdoo(version, key);
  const server = new SocketServer(odoo);
  const url = await server.start();
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
      strictEqual(headers["transfer-encoding"], undefined);
      strictEqual(headers["content-length"], String(length));
    });
  });
});
