/** What the API is compared with: a route of hono that runs one indexed query, by the same driver, as the same role. */
import { Hono } from "hono";
import { openDatabase } from "../../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";

const [databaseUrl = "", port = "0"] = Deno.args;
const sql = openDatabase(new Secret(databaseUrl));
const app = new Hono();
app.get("/bare", async () => {
  const [row] = await sql`
    select set_config('role', 'authenticated', true) as role,
      (select to_jsonb(k)::text from control.operation_kinds k where kind = ${"backup"}) as text`;
  return new Response(row!.text, { headers: { "content-type": "application/json" } });
});
Deno.serve(
  { hostname: "127.0.0.1", port: Number(port), onListen: () => console.log("up") },
  app.fetch,
);
