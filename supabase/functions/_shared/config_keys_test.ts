import { doesNotMatch, match, strictEqual, throws } from "node:assert/strict";
import { readConfig } from "./config.ts";
import type { AppError } from "./errors.ts";

const required = {
  SUPABASE_DB_URL: "postgresql://postgres:postgres@127.0.0.1/postgres",
  SEED_RUN_TOKEN: "token",
};

Deno.test("readConfig() takes the secret key first, and the service-role key where there is none", () => {
  const given = { ...required, SUPABASE_URL: "https://ref.example.com" };
  const legacy = { ...given, SUPABASE_SERVICE_ROLE_KEY: "hidden9" };
  const key = (env: Record<string, string>) => readConfig(env).storage?.key.reveal();
  const keys = (value: unknown) => ({ SUPABASE_SECRET_KEYS: JSON.stringify(value) });
  const both = keys({ other: "sb_secret_1", default: "sb_secret_2" });
  strictEqual(key({ ...legacy, ...both }), "sb_secret_2");
  strictEqual(key({ ...given, ...both }), "sb_secret_2");
  strictEqual(key({ ...legacy, ...keys({ other: "sb_secret_1" }) }), "sb_secret_1");
  for (const none of [{}, { SUPABASE_SECRET_KEYS: "" }, keys({})]) {
    strictEqual(key({ ...legacy, ...none }), "hidden9");
    strictEqual(key({ ...given, ...none }), undefined);
  }
});

for (const value of ["sb_secret_hidden", '["hidden"]', '{"default": {"hidden": 1}}', "null"]) {
  Deno.test(`readConfig() refuses ${value} as SUPABASE_SECRET_KEYS`, () => {
    throws(() => readConfig({ ...required, SUPABASE_SECRET_KEYS: value }), (error) => {
      const { code, detail } = error as AppError;
      strictEqual(code, "misconfigured");
      match(detail, /SUPABASE_SECRET_KEYS(\.default)?: /);
      doesNotMatch(detail, /hidden/);
      return true;
    });
  });
}
