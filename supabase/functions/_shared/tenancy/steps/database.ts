import { readyTemplate } from "../../database/step_records.ts";
import { keepPassword } from "../../database/tenant_secrets.ts";
import { isWholeCopy, observeDatabase } from "../../odoo/database_state.ts";
import {
  adminOf,
  adminOfTemplate,
  botOf,
  connectionOf,
  databasesOf,
  type Login,
  logIn,
  odooUrl,
} from "../odoo.ts";
import { absent, type Observed, ownDatabaseOnly, type Work } from "../step.ts";

/** Odoo ends a call after 120 s: nobody makes a database any more that was begun longer ago. */
const longestMs = 130_000;

/** What a tenant's database is a copy of, and who can log in to it. */
interface Source {
  database: string;
  admin: Login;
}

export const database = ownDatabaseOnly({
  name: "database",
  does:
    "Copy the bundle's template, or the tenant to be cloned; without a template, make a new database.",
  touches: "the Odoo server: a database and its files",
  exclusive: "copies",
  async observe(work) {
    const source = await sourceOf(work);
    const login = source?.admin ?? adminOf(work.tenant);
    const connection = await connectionOf(work, login);
    if (!connection) return absent;
    const state = await observeDatabase(databasesOf(work), connection);
    if (state === "absent") return absent;
    const whole = state === "ready" && (!source || await isWhole(work, source));
    return whole ? { is: "there", output: { origin: login } } : unfinished(work);
  },
  async apply(work) {
    const { tenant } = work;
    const databases = databasesOf(work);
    await databases.drop(tenant.database); // what a cut-off try left half made
    const source = await sourceOf(work);
    if (source) {
      const neutralize = work.operation.kind === "clone";
      await databases.duplicate({ from: source.database, to: tenant.database, neutralize });
      return { output: { origin: source.admin, copy_of: source.database } };
    }
    const admin = adminOf(tenant);
    const password = await keepPassword(work.deps.sql, admin.secret);
    const country = tenant.country_code ?? undefined;
    const made = { name: tenant.database, lang: "en_US", country, login: admin.login, password };
    await databases.create(made);
    return { output: { origin: admin, copy_of: null } };
  },
  async compensate(work) {
    await databasesOf(work).drop(work.tenant.database);
  },
});

/**
 * A clone with data copies its source, whose bot gets in whatever its administrator's password has
 * become; all others, the template of their bundle.
 */
async function sourceOf(work: Work): Promise<Source | undefined> {
  const { source, source_database, with_data } = work.operation.input;
  if (source && with_data) {
    return { database: String(source_database), admin: botOf({ slug: String(source) }) };
  }
  const host = new URL(odooUrl(work)).host;
  const template = await readyTemplate(work.deps.sql, work.tenant.bundle_code, host);
  return template ? { database: template, admin: adminOfTemplate(template) } : undefined;
}

async function isWhole(work: Work, { database, admin }: Source): Promise<boolean> {
  const [source, copy] = await Promise.all([
    logIn(work, admin, database),
    logIn(work, admin),
  ]);
  return await isWholeCopy(source, copy);
}

function unfinished({ startedAt, deps }: Work): Observed {
  const age = deps.now().getTime() - startedAt.getTime();
  return age < longestMs ? { is: "under_way", lookAgainIn: 2 } : absent;
}
