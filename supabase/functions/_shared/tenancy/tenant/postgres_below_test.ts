import { strictEqual } from "node:assert/strict";
import { readConfig } from "../../config.ts";
import { ownPostgres, postgresBelow } from "./postgres_below.ts";

const admin = "postgresql://odoo:odoo@127.0.0.1/postgres";
const required = {
  SUPABASE_DB_URL: "postgresql://postgres:postgres@127.0.0.1/postgres",
  SEED_RUN_TOKEN: "token",
};
const odoo = {
  ODOO_URL: "https://odoo.example.com/",
  ODOO_DB: "production",
  ODOO_USER: "bot",
  ODOO_PASSWORD: "secret",
};
const given = { ...required, ...odoo, TENANT_DATABASE_URL: admin };

Deno.test("postgresBelow() is that of ODOO_URL's server, and of no other", () => {
  const config = readConfig(given);
  for (const url of ["https://odoo.example.com", "HTTPS://Odoo.example.com:443/odoo"]) {
    strictEqual(postgresBelow({ config }, url)?.reveal(), admin, url);
  }
  for (
    const url of [
      "http://odoo.example.com",
      "https://old.example.com",
      "https://odoo.example.com:8069",
    ]
  ) {
    strictEqual(postgresBelow({ config }, url), undefined, url);
  }
  const alone = readConfig({ ...required, TENANT_DATABASE_URL: admin });
  strictEqual(postgresBelow({ config: alone }, "https://odoo.example.com"), undefined);
});

Deno.test("ownPostgres() copies below that server alone, where it is told to", () => {
  const url = "https://odoo.example.com";
  strictEqual(ownPostgres({ config: readConfig(given) }, url), undefined);
  const config = readConfig({ ...given, TENANT_COPY_STRATEGY: "wal_log" });
  strictEqual(ownPostgres({ config }, url)?.strategy, "wal_log");
  strictEqual(ownPostgres({ config }, "https://old.example.com"), undefined);
});
