import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readConfig } from "./config.ts";

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

Deno.test("readConfig() fills in what the environment leaves open", () => {
  const {
    databaseUrl,
    runTokens,
    functionsSecrets,
    defaultOdoo,
    odooMasterPassword,
    tenantDatabaseUrl,
    functionsUrl,
    storage,
    imageHook,
    mailgun,
    slack,
    mattermost,
    tenantCopyStrategy,
    authIssuer,
    legacyJwtSecret,
    apiOrigins,
    consoleUrl,
    github,
    notifySecrets,
    privateReceivers,
    ...limits
  } = readConfig(required);
  strictEqual(databaseUrl.reveal(), required.SUPABASE_DB_URL);
  deepStrictEqual(runTokens.map((token) => token.reveal()), ["hidden2"]);
  strictEqual(defaultOdoo, undefined);
  deepStrictEqual([odooMasterPassword, tenantDatabaseUrl], [undefined, undefined]);
  deepStrictEqual([storage, imageHook, tenantCopyStrategy], [undefined, undefined, undefined]);
  deepStrictEqual([mailgun, slack, mattermost], [undefined, undefined, undefined]);
  strictEqual(functionsUrl, undefined);
  strictEqual(privateReceivers, false);
  deepStrictEqual([authIssuer, legacyJwtSecret, apiOrigins], [undefined, undefined, []]);
  deepStrictEqual([functionsSecrets, github, notifySecrets], [[], undefined, []]);
  strictEqual(consoleUrl, undefined);
  for (const value of Object.values(limits)) strictEqual(value > 0, true);
});

Deno.test("readConfig() takes what the environment says, empty values aside", () => {
  const config = readConfig({
    ...required,
    ...odoo,
    SEED_RUN_TOKEN_NEXT: "hidden4",
    SEED_LEASE_SECONDS: "90",
    SEED_CONFIRM_SECONDS: "45",
    SEED_SLICE_SECONDS: "30",
    SEED_SLICE_MB: "0.5",
    SEED_BATCH_ROWS: "200",
    SEED_CALLS_IN_FLIGHT: "2",
    ODOO_TIMEOUT_SECONDS: "20",
    FUNCTIONS_SECRET: signing,
    FUNCTIONS_SECRET_NEXT: `${signing}BBBB`,
    ODOO_MASTER_PASSWORD: "hidden7",
    TENANT_DATABASE_URL: "hidden8",
    TENANT_COPY_STRATEGY: "file_copy",
    SUPABASE_URL: "https://ref.example.com",
    CONSOLE_URL: "https://acme.example.com/",
    SUPABASE_SERVICE_ROLE_KEY: "hidden9",
    IMAGE_HOOK_URL: "https://hook.example.com",
    IMAGE_HOOK_TOKEN: "hidden10",
    NOTIFY_REPOSITORY: "acme/superset",
    GITHUB_TOKEN: "hidden11",
    NOTIFY_SECRET: signing,
  });
  deepStrictEqual(config.runTokens.map((token) => token.reveal()), ["hidden2", "hidden4"]);
  deepStrictEqual(config.functionsSecrets.map((secret) => secret.reveal()), [
    signing,
    `${signing}BBBB`,
  ]);
  strictEqual(config.odooMasterPassword?.reveal(), "hidden7");
  strictEqual(config.tenantDatabaseUrl?.reveal(), "hidden8");
  const {
    databaseUrl: _url,
    runTokens: _tokens,
    functionsSecrets: _run,
    defaultOdoo: _odoo,
    odooMasterPassword: _master,
    tenantDatabaseUrl: _tenants,
    functionsUrl,
    storage,
    imageHook,
    mailgun: _mailgun,
    slack: _slack,
    mattermost: _mattermost,
    privateReceivers: _private,
    tenantCopyStrategy,
    authIssuer: _issuer,
    legacyJwtSecret: _legacy,
    apiOrigins: _origins,
    consoleUrl,
    github,
    notifySecrets,
    ...limits
  } = config;
  const { access, ...repository } = github!;
  deepStrictEqual(repository, { api: "https://api.github.com", repository: "acme/superset" });
  strictEqual("token" in access && access.token.reveal(), "hidden11");
  deepStrictEqual(notifySecrets.map((secret) => secret.reveal()), [signing]);
  strictEqual(tenantCopyStrategy, "file_copy");
  strictEqual(consoleUrl, "https://acme.example.com");
  strictEqual(functionsUrl, "https://ref.example.com/functions/v1");
  deepStrictEqual([storage?.url, storage?.key.reveal()], ["https://ref.example.com", "hidden9"]);
  deepStrictEqual([imageHook?.url, imageHook?.token?.reveal()], [
    "https://hook.example.com",
    "hidden10",
  ]);
  deepStrictEqual(
    limits,
    {
      leaseSeconds: 90,
      confirmSeconds: 45,
      sliceSeconds: 30,
      sliceMb: 0.5,
      batchRows: 200,
      callsInFlight: 2,
      odooTimeoutMs: 20_000,
    },
  );
  const { password, ...open } = config.defaultOdoo!;
  deepStrictEqual(open, {
    url: "https://odoo.example.com",
    database: "acme",
    username: "bot@example.com",
  });
  strictEqual(password.reveal(), "hidden3");

  const empty = Object.fromEntries(Object.keys(odoo).map((name) => [name, ""]));
  const plain = readConfig({ ...required, ...empty, SEED_BATCH_ROWS: "", SEED_RUN_TOKEN_NEXT: "" });
  strictEqual(plain.defaultOdoo, undefined);
  strictEqual(plain.batchRows, readConfig(required).batchRows);
  strictEqual(plain.runTokens.length, 1);
});
