import { doesNotMatch, match, strictEqual, throws } from "node:assert/strict";
import { readConfig } from "./config.ts";
import { AppError } from "./errors.ts";

const required = {
  SUPABASE_DB_URL: "postgresql://postgres:hidden1@127.0.0.1/postgres",
  SEED_RUN_TOKEN: "hidden2",
};
const signing = `whsec_${"A".repeat(32)}`;
const odoo = {
  ODOO_URL: "https://odoo.example.com/",
  ODOO_DB: "acme",
  ODOO_USER: "bot@example.com",
  ODOO_PASSWORD: "hidden3",
};

function fault(env: Record<string, string>): AppError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("readConfig() took it");
}

Deno.test("readConfig() names everything that is wrong, but no value", () => {
  const { detail, code } = fault({
    SEED_RUN_TOKEN: "",
    ODOO_URL: "odoo:hidden5@odoo.example.com",
    SEED_BATCH_ROWS: "hidden6",
  });
  strictEqual(code, "misconfigured");
  match(detail, /^Cannot read the configuration: .*\.$/);
  for (const name of ["SUPABASE_DB_URL", "SEED_RUN_TOKEN", "ODOO_URL", "SEED_BATCH_ROWS"]) {
    match(detail, new RegExp(`${name}: `));
  }
  doesNotMatch(detail, /hidden/);
});

for (const name of Object.keys(odoo)) {
  Deno.test(`readConfig() refuses an Odoo connection without ${name}`, () => {
    const { detail, code } = fault({ ...required, ...odoo, [name]: "" });
    strictEqual(code, "misconfigured");
    match(detail, /ODOO_URL, ODOO_DB, ODOO_USER and ODOO_PASSWORD belong together/);
    doesNotMatch(detail, /hidden/);
  });
}

for (const value of ["0", "-1", "many", "Infinity", "0.5"]) {
  Deno.test(`readConfig() refuses ${value} calls in flight`, () => {
    throws(() => readConfig({ ...required, SEED_CALLS_IN_FLIGHT: value }), {
      code: "misconfigured",
      message: /SEED_CALLS_IN_FLIGHT: /,
    });
  });
}

for (const url of ["ftp://odoo.example.com", "odoo.example.com"]) {
  Deno.test(`readConfig() refuses ${url} as Odoo's URL`, () => {
    match(fault({ ...required, ...odoo, ODOO_URL: url }).detail, /ODOO_URL: /);
  });
}

for (const name of ["SEED_SLICE_SECONDS", "SEED_SLICE_MB"]) {
  for (const value of ["0", "-1", "soon"]) {
    Deno.test(`readConfig() refuses ${value} as ${name}`, () => {
      match(fault({ ...required, [name]: value }).detail, new RegExp(`${name}: `));
    });
  }
}

for (const value of ["hidden", "whsec_hidden", "whsec_aGlkZGVu", `${signing}A`, `${signing}=`]) {
  Deno.test(`readConfig() refuses ${value} as FUNCTIONS_SECRET`, () => {
    const { detail } = fault({ ...required, FUNCTIONS_SECRET: value });
    match(detail, /FUNCTIONS_SECRET: must be whsec_ and base64 of 24 bytes or more/);
    doesNotMatch(detail, /hidden|AAAA/);
  });
}
