import { equal, match } from "node:assert/strict";
import { layeringFault, mayReadEnvironment } from "./layers.ts";

const root = "/repo/supabase/functions";
const allowed: [from: string, specifier: string][] = [
  ["seed-odoo-finance/index.ts", "./request.ts"],
  ["seed-odoo-finance/index.ts", "../_shared/http/app.ts"],
  ["seed-odoo-finance/index.ts", "../_shared/seeding/seed.ts"],
  ["seed-odoo-finance/index.ts", "../_shared/odoo/client.ts"],
  ["seed-odoo-finance/index.ts", "../_shared/errors.ts"],
  ["_shared/http/app.ts", "../database/connection.ts"],
  ["_shared/http/app.ts", "./problem.ts"],
  ["_shared/seeding/seed.ts", "../odoo/client.ts"],
  ["_shared/seeding/seed.ts", "./run/durable_run.ts"],
  ["_shared/seeding/adopt/adopt.ts", "../run/with_run.ts"],
  ["_shared/seeding/run/steps.ts", "../observe/observe.ts"],
  ["_shared/seeding/apply/page.ts", "../observe/observe.ts"],
  ["_shared/seeding/apply/page.ts", "./tasks.ts"],
  ["_shared/seeding/session/odoo_session.ts", "../../deps.ts"],
  ["_shared/seeding/seed.ts", "../deps.ts"],
  ["_shared/odoo/client.ts", "../retry.ts"],
  ["_shared/odoo/attempts.ts", "../outside/limits.ts"],
  ["_shared/storage/backup_store.ts", "../outside/masked.ts"],
  ["_shared/outside/limits.ts", "../errors.ts"],
  ["_shared/odoo/client.ts", "zod"],
  ["_shared/odoo/client.ts", "node:crypto"],
  ["_shared/config.ts", "./errors.ts"],
  ["_shared/config.ts", "./config/odoo.ts"],
  ["_shared/config/odoo.ts", "../errors.ts"],
  ["_shared/storage/backup_store.ts", "../error_kinds/storage.ts"],
  ["_shared/deps.ts", "./database/connection.ts"],
  ["_shared/tenancy/tenant/owned_database.ts", "../../odoo/databases.ts"],
  ["_shared/tenancy/tenant/owned_database.ts", "./postgres_databases.ts"],
  ["_shared/tenancy/tenant/postgres_databases.ts", "../../database/copy_database.ts"],
  ["_shared/tenancy/operations.ts", "./operations/create.ts"],
  ["_shared/tenancy/operations/create.ts", "../steps/database.ts"],
  ["_shared/tenancy/steps/restore.ts", "../backups/restore.ts"],
  ["_shared/odoo/databases_test.ts", "./databases.ts"],
];
const refused: [from: string, specifier: string][] = [
  ["seed-odoo-finance/index.ts", "../shadow-odoo-finance/index.ts"],
  ["seed-odoo-finance/index.ts", "../../../stack/stack.ts"],
  ["_shared/seeding/seed.ts", "../../../../tests/files.ts"],
  ["_shared/seeding/seed.ts", "../../../../bench/main.ts"],
  ["_shared/seeding/seed.ts", "../../../../demo/main.ts"],
  ["_shared/http/app.ts", "../seeding/seed.ts"],
  ["_shared/seeding/seed.ts", "../http/app.ts"],
  ["_shared/seeding/seed.ts", "../tenancy/create.ts"],
  ["_shared/seeding/seed.ts", "../../seed-odoo-finance/request.ts"],
  ["_shared/odoo/client.ts", "../seeding/seed.ts"],
  ["_shared/odoo/client.ts", "../http/problem.ts"],
  ["_shared/odoo/client.ts", "../database/plan.ts"],
  ["_shared/odoo/client.ts", "../../seed-odoo-finance/request.ts"],
  ["_shared/errors.ts", "./odoo/faults.ts"],
  ["_shared/errors.ts", "./seeding/seed.ts"],
  ["_shared/seeding/session/odoo_session.ts", "../apply/writer.ts"],
  ["_shared/seeding/observe/observe.ts", "../apply/page.ts"],
  ["_shared/seeding/apply/page.ts", "../run/steps.ts"],
  ["_shared/seeding/run/steps.ts", "../adopt/adopt.ts"],
  ["_shared/seeding/run/steps.ts", "../seed.ts"],
  ["_shared/outside/limits.ts", "../odoo/faults.ts"],
  ["_shared/errors.ts", "./outside/limits.ts"],
  ["_shared/deps.ts", "./seeding/seed.ts"],
  ["_shared/odoo/client.ts", "../deps.ts"],
  ["_shared/errors.ts", "./deps.ts"],
  ["_shared/config/odoo.ts", "../odoo/client.ts"],
  ["_shared/tenancy/steps/restore.ts", "../../odoo/databases.ts"],
  ["_shared/tenancy/template/drop.ts", "../tenant/postgres_databases.ts"],
  ["_shared/tenancy/steps/backup.ts", "../operations/backup.ts"],
  ["_shared/tenancy/steps/backup.ts", "../runner.ts"],
  ["_shared/tenancy/tenant/odoo.ts", "../steps/bot.ts"],
  ["_shared/tenancy/corner/odoo.ts", "../tenant/odoo.ts"],
  ["_shared/tenancy/tenant/odoo.ts", "../../odoo/databases.ts"],
  ["_shared/tenancy/steps/database.ts", "../../database/copy_database.ts"],
];

for (const [from, specifier] of allowed) {
  Deno.test(`layeringFault() lets ${from} import ${specifier}`, () => {
    equal(layeringFault(`${root}/${from}`, specifier, false), undefined);
  });
}

for (const [from, specifier] of refused) {
  Deno.test(`layeringFault() refuses ${specifier} in ${from}`, () => {
    match(layeringFault(`${root}/${from}`, specifier, false)!, /^Cannot import .+: .+ is .+\.$/);
  });
}

Deno.test("layeringFault() lets tests and tools import the functions", () => {
  const specifier = "../../supabase/functions/_shared/odoo/client.ts";
  equal(layeringFault("/repo/tests/integration/odoo_client_test.ts", specifier, false), undefined);
});

Deno.test("mayReadEnvironment() is true of config.ts and of what is not a function", () => {
  equal(mayReadEnvironment(`${root}/_shared/config.ts`), true);
  equal(mayReadEnvironment("/repo/stack/main.ts"), true);
  equal(mayReadEnvironment(`${root}/_shared/log.ts`), false);
  equal(mayReadEnvironment(`${root}/seed-odoo-finance/index.ts`), false);
});
