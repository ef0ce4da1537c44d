import { readIdentity } from "../../database/database_identity.ts";
import { madeDatabase, noteDatabase } from "../../database/owned_databases.ts";
import {
  type ReadyTemplate,
  readyTemplate,
  retireTemplate,
  wantTemplate,
} from "../../database/templates.ts";
import { keepPassword } from "../../database/tenant_secrets.ts";
import { readTenant } from "../../database/tenants.ts";
import { AppError } from "../../errors.ts";
import { databaseUuid, isWholeCopy } from "../../odoo/database_state.ts";
import { tryLogIn } from "../../odoo/log_in.ts";
import {
  adminOf,
  adminOfTemplate,
  botOf,
  botOfTemplate,
  connectionOf,
  type Login,
  logIn,
  odooUrl,
} from "../tenant/odoo.ts";
import { halfMade } from "../tenant/long_work.ts";
import { notOurs, OwnedDatabase } from "../tenant/owned_database.ts";
import { dropTenantsDatabase, isThere, tenantsDatabase } from "../tenant/ownership.ts";
import { provenPostgres } from "../tenant/postgres_below.ts";
import { absent, ownDatabaseOnly, type Work } from "../tenant/step.ts";
import { quoted } from "../../quoted.ts";

/** What a tenant's database is a copy of, and who can log in to it. */
interface Source {
  database: string;
  login: Login;
  /** Where it is a template and not a tenant. */
  template?: ReadyTemplate;
}

/**
 * It is made under a name of the operation's own. Once it is whole its uuid is noted, and then it gets
 * the tenant's name, unless somebody has that: so nothing of that name is ever half made, or unknown.
 */
export const database = ownDatabaseOnly({
  name: "database",
  does:
    "Copy the bundle's template, or the tenant to be cloned; without a template, make a new database.",
  touches: "the Odoo server: a database and its files",
  exclusive: "copies",
  async observe(work) {
    const ready = await tenantsDatabase(work);
    if (ready) return { is: "there", output: await madeDatabase(work.deps.sql, work.tenant.id) };
    const build = await OwnedDatabase.staging(work, "build");
    if (!await isThere(build) || await wholeMade(work, build!)) return absent;
    return halfMade(work);
  },
  async apply(work) {
    const build = await OwnedDatabase.claimStaging(work, "build");
    const { first_login, copy_of } = await isThere(build) && await wholeMade(work, build) ||
      await make(work, build);
    const { deps, tenant } = work;
    const output = { first_login, copy_of };
    await noteDatabase(deps.sql, tenant.id, await uuidOf(work, build, first_login), output);
    await build.rename(tenant.database);
    return { output };
  },
  async compensate(work) {
    const build = await OwnedDatabase.staging(work, "build");
    if (build) await build.drop();
    const found = await dropTenantsDatabase(work);
    return found.is === "foreign" ? { is: "skipped", why: found.why } : undefined;
  },
});

/** What a database was made of, as the step tells it. */
interface Made {
  first_login: Login;
  copy_of: string | null;
}

async function make(work: Work, build: OwnedDatabase): Promise<Made> {
  await build.drop(); // what a cut-off try left half made
  const source = await sourceOf(work);
  if (source && await isCopied(work, build, source)) {
    return { first_login: source.login, copy_of: source.database };
  }
  return { first_login: await makeFresh(work, build), copy_of: null };
}

/**
 * A clone with data copies its source, whose bot gets in whatever its administrator's password has
 * become; all others, the template of their bundle.
 */
async function sourceOf(work: Work): Promise<Source | undefined> {
  const { source, source_database, with_data } = work.operation.input;
  if (source && with_data) {
    await proveSource(work, String(source));
    return { database: String(source_database), login: botOf({ slug: String(source) }) };
  }
  const wanted = wantedTemplate(work);
  const { host } = new URL(odooUrl(work));
  const template = wanted && await readyTemplate(work.deps.sql, host, wanted);
  if (!template) return undefined;
  const { database, odoo_url } = template;
  const login = odoo_url === null ? adminOfTemplate(database) : botOfTemplate(database);
  return { database, login, template };
}

function wantedTemplate({ tenant: { bundle_code: bundle, country_code: country } }: Work) {
  return bundle === null ? undefined : { bundle, country };
}

/** Its data are not copied where they have become somebody else's. @throws {AppError} not_ours */
async function proveSource(work: Work, slug: string): Promise<void> {
  const tenant = await readTenant(work.deps.sql, slug);
  if (tenant) await tenantsDatabase({ deps: work.deps, tenant, outputs: {} });
}

/**
 * False when a template is gone from the server, or something else has its name: the tenant does not
 * wait until there is a new one.
 */
async function isCopied(
  work: Work,
  build: OwnedDatabase,
  { database, template }: Source,
): Promise<boolean> {
  const neutralize = work.operation.kind === "clone";
  try {
    if (template) await refuseForeign(work, template);
    await build.copy({ from: database, neutralize });
    return true;
  } catch (error) {
    const isLost = error instanceof AppError &&
      ["odoo_database_missing", "not_ours"].includes(error.code);
    if (!isLost || !template) throw error;
    await retireTemplate(work.deps.sql, template);
    return false;
  }
}

/** An operator's own is what the operator says. @throws {AppError} not_ours */
async function refuseForeign({ deps }: Work, { odoo_url, ...row }: ReadyTemplate): Promise<void> {
  if (odoo_url === null) return;
  const found = await OwnedDatabase.ofTemplate({ deps, row: { ...row, odoo_url } });
  if (found.is === "foreign") throw notOurs(found.why);
}

/** Makes a database of the base modules; the next tenant finds a template. */
async function makeFresh(work: Work, build: OwnedDatabase): Promise<Login> {
  const { deps, tenant } = work;
  const wanted = wantedTemplate(work);
  if (wanted) await wantTemplate(deps.sql, odooUrl(work), wanted);
  const admin = adminOf(tenant);
  const password = await keepPassword(deps.sql, admin.secret);
  const country = tenant.country_code ?? undefined;
  await build.create({ lang: "en_US", country, login: admin.login, password });
  return admin;
}

/** What a database that is there was made of; undefined while it is not whole. */
async function wholeMade(work: Work, { name }: OwnedDatabase): Promise<Made | undefined> {
  const source = await sourceOf(work);
  const first_login = source?.login ?? adminOf(work.tenant);
  const connection = await connectionOf(work, first_login, name);
  if (!connection || (await tryLogIn(connection)).is !== "in") return undefined;
  if (!source) return { first_login, copy_of: null };
  const [from, to] = await Promise.all([
    logIn(work, first_login, source.database),
    logIn(work, first_login, name),
  ]);
  return await isWholeCopy(from, to) ? { first_login, copy_of: source.database } : undefined;
}

async function uuidOf(work: Work, { name }: OwnedDatabase, first_login: Login): Promise<string> {
  const admin = await provenPostgres(work.deps, odooUrl(work));
  const known = admin && await readIdentity(admin, name);
  const uuid = known ? known.uuid : await databaseUuid(await logIn(work, first_login, name));
  if (uuid !== undefined) return uuid;
  throw new AppError("odoo_failed", `Cannot use the database ${quoted(name)}: it has no uuid.`);
}
