import { deepStrictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";

/** The module as it loads where Deno has no HTTP clients of one's own, as a hosted edge function. */
async function loadWithoutClients(): Promise<typeof import("./http.ts")> {
  const had = Object.getOwnPropertyDescriptor(Deno, "createHttpClient")!;
  Object.defineProperty(Deno, "createHttpClient", { ...had, value: undefined });
  try {
    const fresh = "./http.ts?without-clients";
    return await import(fresh);
  } finally {
    Object.defineProperty(Deno, "createHttpClient", had);
  }
}

Deno.test("OdooHttp.send() keeps no connection where it cannot choose an unused one", async () => {
  const { OdooHttp } = await loadWithoutClients();
  const asked: (string | null)[] = [];
  const fetcher: typeof fetch = (input, init) => {
    asked.push(new Request(input, init).headers.get("connection"));
    return Promise.resolve(new Response("{}"));
  };
  const password = new Secret("hunter22");
  const where = { url: "http://odoo.test", database: "acme", username: "bot", password };
  const connection = { ...where, transport: "auto" } as const;
  const operation = { title: "call x.model.create", connection };
  const http = new OdooHttp(connection, fetcher);
  for (const repeatable of [true, false]) {
    await http.send(operation, { method: "POST", path: "/jsonrpc", body: {}, repeatable });
  }
  deepStrictEqual(asked, ["close", "close"]);
});
