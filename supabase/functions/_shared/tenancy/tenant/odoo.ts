import { hasDatabase } from "../../database/owned_databases.ts";
import { readSecret, type SecretName } from "../../database/tenant_secrets.ts";
import type { TenantRow } from "../../database/tenants.ts";
import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { databaseUuid } from "../../odoo/database_state.ts";
import { OdooHttp } from "../../odoo/http.ts";
import { tryLogIn, worthAnotherTry } from "../../odoo/log_in.ts";
import type { Logins } from "../../odoo/session.ts";
import type { OdooConnection, OdooVersion } from "../../odoo/types.ts";
import { jsonRpcVersion, webVersion } from "../../odoo/version.ts";
import { Secret } from "../../secret.ts";
import { callLimits, callSignal } from "./call_limits.ts";
import type { Work } from "./step.ts";
import { quoted } from "../../quoted.ts";

/** What it takes to reach a tenant's Odoo; a step at work has it. */
export type Reach = Pick<Work, "deps" | "tenant" | "outputs">;

/** A login and the name of its secret in Vault. */
export interface Login {
  login: string;
  secret: SecretName;
}

/** Base URL of the tenant's Odoo. @throws {AppError} misconfigured */
export function odooUrl({ deps, tenant }: Pick<Work, "deps" | "tenant">): string {
  const url = tenant.odoo_url ?? deps.config.defaultOdoo?.url;
  if (url) return url;
  throw new AppError("misconfigured", "Cannot reach a tenant's Odoo: ODOO_URL is not set.");
}

/** Where people reach the tenant. */
export function baseUrl(work: Work): string {
  const { primary_domain } = work.tenant;
  return primary_domain ? `https://${primary_domain}` : odooUrl(work);
}

/** The tenant's own administrator. */
export function adminOf({ slug, admin_email }: Pick<TenantRow, "slug" | "admin_email">): Login {
  return { login: admin_email, secret: `tenant/${slug}/odoo_admin` };
}

/** The user through which the platform reaches a tenant's Odoo, also while it is paused. */
export function botOf({ slug }: Pick<TenantRow, "slug">): Login {
  return { login: `platform-bot@${slug}.invalid`, secret: `tenant/${slug}/odoo_bot` };
}

/** The same user by the key that is to take the place of its present one. */
export function nextBotOf(tenant: Pick<TenantRow, "slug">): Login {
  return { ...botOf(tenant), secret: `tenant/${tenant.slug}/odoo_bot_next` };
}

/** The administrator of a template: of an operator's own, and of ours until it is sealed. */
export function adminOfTemplate(database: string): Login {
  return { login: "admin", secret: `template/${database}/odoo_admin` };
}

/** The only one whom a template of ours lets in. */
export function botOfTemplate(database: string): Login {
  return { login: "platform-bot@template.invalid", secret: `template/${database}/odoo_bot` };
}

/**
 * Logs in with Settings rights, to what is proven to be the tenant's: as the platform's bot, else the
 * administrator, else the one whom the copy came with.
 * @throws {AppError} misconfigured when none of them has a secret, not_ours, odoo_*
 */
export async function manage(work: Reach): Promise<OdooClient> {
  return await proven(work, await enterUnproven(work));
}

/** As manage, where whose the database is has still to be found out. */
export function enterUnproven(work: Reach): Promise<OdooClient> {
  const client = managers.get(work) ?? firstManager(work);
  managers.set(work, client);
  return client;
}

/** Tries of steps whose database was found to be the tenant's. */
const provenWorks = new WeakSet<Reach>();

async function proven(work: Reach, client: OdooClient): Promise<OdooClient> {
  if (provenWorks.has(work)) return client;
  const { id, slug, database } = work.tenant;
  const uuid = await databaseUuid(client);
  if (uuid === undefined || !await hasDatabase(work.deps.sql, id, uuid)) {
    const detail = `Cannot work in the database ${quoted(database)}: it is not known to be ${
      quoted(slug)
    }'s.`;
    throw new AppError("not_ours", detail);
  }
  provenWorks.add(work);
  return client;
}

/** One log-in a try of a step. */
const managers = new WeakMap<Reach, Promise<OdooClient>>();

async function firstManager(work: Reach): Promise<OdooClient> {
  const { tenant, outputs } = work;
  const logins = [botOf(tenant), adminOf(tenant), outputs.first_login as Login | undefined];
  let refused: unknown;
  for (const login of logins.filter((login) => login !== undefined)) {
    const connection = await connectionOf(work, login);
    if (!connection) continue;
    // A remembered login may be that of a database which has been made again since.
    const answer = await tryLogIn(connection, callLimits(work.deps));
    if (answer.is === "in") return answer.client;
    if (answer.is === "unknown") throw worthAnotherTry(answer.fault, connection);
    refused = answer.fault;
  }
  throw refused ?? noSecret(adminOf(tenant));
}

/** Logs in as one user, by default to what is proven to be the tenant's. @throws {AppError} misconfigured, not_ours, odoo_auth_failed once Odoo refuses it, odoo_* */
export async function logIn(
  work: Work,
  login: Login,
  database?: string,
): Promise<OdooClient> {
  const client = await enter(work, await connectionTo(work, login, database), sharedLogins);
  return database === undefined ? await proven(work, client) : client;
}

/** As logIn, where a remembered login would not show that it works now. */
export async function logInAfresh(
  work: Reach,
  login: Login,
  database?: string,
): Promise<OdooClient> {
  const client = await enter(work, await connectionTo(work, login, database), new Map());
  return database === undefined ? await proven(work, client) : client;
}

/** Log-ins of steps; what a step asked for is remembered for the next one. */
const sharedLogins: Logins = new Map();

async function enter({ deps }: Reach, connection: OdooConnection, logins: Logins) {
  const answer = await tryLogIn(connection, { ...callLimits(deps), logins });
  if (answer.is === "in") return answer.client;
  throw answer.is === "refused" ? answer.fault : worthAnotherTry(answer.fault, connection);
}

async function connectionTo(work: Reach, login: Login, database?: string): Promise<OdooConnection> {
  const connection = await connectionOf(work, login, database);
  if (connection) return connection;
  throw noSecret(login);
}

/** What the tenant's server says its version is; nobody has to log in. @throws {OdooFault} */
export async function serverVersion(work: Reach): Promise<OdooVersion> {
  const nobody = { database: "", username: "", password: new Secret("") };
  const http = new OdooHttp({ ...nobody, url: odooUrl(work), transport: "auto" });
  const signal = callSignal(work.deps, 10_000);
  return await webVersion(http, signal) ?? await jsonRpcVersion(http, signal);
}

/** How a user reaches a database, by default the tenant's; undefined where Vault has no secret. */
export async function connectionOf(
  work: Reach,
  { login: username, secret }: Login,
  database = work.tenant.database,
): Promise<OdooConnection | undefined> {
  const password = await readSecret(work.deps.sql, secret);
  return password && { url: odooUrl(work), database, username, password, transport: "auto" };
}

function noSecret({ login, secret }: Login): AppError {
  return new AppError(
    "misconfigured",
    `Cannot log in as ${quoted(login)}: Vault has no ${quoted(secret)}.`,
  );
}
