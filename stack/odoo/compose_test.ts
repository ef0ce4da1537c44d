import { match, ok } from "node:assert/strict";

Deno.test("compose.yaml has what Odoo 20 needs: PostgreSQL 16, and to be told where to listen", async () => {
  const text = await Deno.readTextFile(new URL("compose.yaml", import.meta.url));
  ok(Number(/image: postgres:(\d+)/.exec(text)?.[1]) >= 16);
  match(text, /^ +http_interface = 0\.0\.0\.0$/m);
});
