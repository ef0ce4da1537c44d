import { readyTemplate, retireTemplate, wantTemplate } from "../../database/templates.ts";
import { keepPassword } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import { isWholeCopy, observeDatabase } from "../../odoo/database_state.ts";
import {
  adminOf,
  adminOfTemplate,
  botOf,
  botOfTemplate,
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
  login: Login;
  /** Where it is a template and not a tenant. */
  host?: string;
}

export const database = ownDatabaseOnly({
  name: "database",
  does:
    "Copy the bundle's template, or the tenant to be cloned; without a template, make a new database.",
  touches: "the Odoo server: a database and its files",
  exclusive: "copies",
  async observe(work) {
    const source = await sourceOf(work);
    const login = source?.login ?? adminOf(work.tenant);
    const connection = await connectionOf(work, login);
    if (!connection) return absent;
    const state = await observeDatabase(databasesOf(work), connection);
    if (state === "absent") return absent;
    const whole = state === "ready" && (!source || await isWhole(work, source));
    return whole ? { is: "there", output: { origin: login } } : unfinished(work);
  },
  async apply(work) {
    const databases = databasesOf(work);
    const { database } = work.tenant;
    // What a cut-off try left half made.
    if (await databases.exists(database)) await databases.drop(database);
    const source = await sourceOf(work);
    if (source && await isCopied(work, source)) {
      return { output: { origin: source.login, copy_of: source.database } };
    }
    return { output: { origin: await makeFresh(work), copy_of: null } };
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
    return { database: String(source_database), login: botOf({ slug: String(source) }) };
  }
  const wanted = wantedTemplate(work);
  const { host } = new URL(odooUrl(work));
  const template = wanted && await readyTemplate(work.deps.sql, host, wanted);
  if (!template) return undefined;
  const { database, kept } = template;
  return { database, login: kept ? botOfTemplate(database) : adminOfTemplate(database), host };
}

function wantedTemplate({ tenant: { bundle_code: bundle, country_code: country } }: Work) {
  return bundle === null ? undefined : { bundle, country };
}

/** False when a template is gone from the server: the tenant does not wait until there is a new one. */
async function isCopied(work: Work, { database, host }: Source): Promise<boolean> {
  const neutralize = work.operation.kind === "clone";
  try {
    await databasesOf(work).duplicate({ from: database, to: work.tenant.database, neutralize });
    return true;
  } catch (error) {
    const missing = error instanceof AppError && error.code === "odoo_database_missing";
    if (!missing || !host) throw error;
    await retireTemplate(work.deps.sql, host, database);
    return false;
  }
}

/** Makes a database of the base modules; the next tenant finds a template. */
async function makeFresh(work: Work): Promise<Login> {
  const { deps, tenant } = work;
  const wanted = wantedTemplate(work);
  if (wanted) await wantTemplate(deps.sql, odooUrl(work), wanted);
  const admin = adminOf(tenant);
  const password = await keepPassword(deps.sql, admin.secret);
  const country = tenant.country_code ?? undefined;
  const { database: name } = tenant;
  await databasesOf(work).create({ name, lang: "en_US", country, login: admin.login, password });
  return admin;
}

async function isWhole(work: Work, { database, login }: Source): Promise<boolean> {
  const [source, copy] = await Promise.all([
    logIn(work, login, database),
    logIn(work, login),
  ]);
  return await isWholeCopy(source, copy);
}

function unfinished({ startedAt, deps }: Work): Observed {
  const age = deps.now().getTime() - startedAt.getTime();
  return age < longestMs ? { is: "under_way", lookAgainIn: 2 } : absent;
}
