import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { readConfig } from "../config.ts";

const required = {
  SUPABASE_DB_URL: "postgresql://postgres:postgres@127.0.0.1/postgres",
  SEED_RUN_TOKEN: "token",
};

Deno.test("readConfig() knows who signs people in, and which pages may call", () => {
  const given = { ...required, SUPABASE_URL: "https://ref.example.com/" };
  const origins = "https://console.example.com, http://127.0.0.1:5173";
  strictEqual(readConfig(given).authIssuer, "https://ref.example.com/auth/v1");
  const other = { ...given, AUTH_ISSUER: "https://auth.example.com/auth/v1", API_ORIGINS: origins };
  const { authIssuer, apiOrigins } = readConfig(other);
  strictEqual(authIssuer, "https://auth.example.com/auth/v1");
  deepStrictEqual(apiOrigins, ["https://console.example.com", "http://127.0.0.1:5173"]);
  for (const wrong of ["*", "console.example.com", "https://console.example.com/"]) {
    throws(() => readConfig({ ...given, API_ORIGINS: wrong }), /API_ORIGINS/);
  }
  const { consoleUrl, apiOrigins: itsOwn } = readConfig({
    ...given,
    CONSOLE_URL: "https://acme.example.com/console/",
  });
  strictEqual(consoleUrl, "https://acme.example.com/console");
  deepStrictEqual(itsOwn, ["https://acme.example.com"]);
});
