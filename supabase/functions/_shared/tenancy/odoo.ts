import { readSecret, type SecretName } from "../database/tenant_secrets.ts";
import type { TenantRow } from "../database/tenants.ts";
import { AppError } from "../errors.ts";
import { OdooClient } from "../odoo/client.ts";
import { type OdooDatabases, RpcDatabases } from "../odoo/databases.ts";
import type { Secret } from "../secret.ts";
import type { Work } from "./step.ts";

/** Installing a module takes up to 20 s and more on a slow host; hosted functions are stopped after 150 s. */
const timeoutMs = 100_000;

/** Who can log in to a database before it is the tenant's own: a login and the name of its secret. */
export interface Origin {
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

/** The databases of the tenant's Odoo server. @throws {AppError} misconfigured */
export function databasesOf(work: Work): OdooDatabases {
  const { odooMasterPassword: masterPassword } = work.deps.config;
  if (masterPassword) {
    return new RpcDatabases({ url: odooUrl(work), masterPassword }, { timeoutMs });
  }
  throw new AppError(
    "misconfigured",
    "Cannot manage databases: ODOO_MASTER_PASSWORD is not set.",
  );
}

export const adminSecret = ({ slug }: TenantRow): SecretName => `tenant/${slug}/odoo_admin`;
export const botSecret = ({ slug }: TenantRow): SecretName => `tenant/${slug}/odoo_bot`;

/** The login of the user through which the platform reaches a tenant's Odoo. */
export const botLogin = ({ slug }: TenantRow): string => `platform-bot@${slug}.invalid`;

/** The tenant's administrator, also while the database still has the one that it was copied with. @throws {AppError} misconfigured, odoo_* */
export async function asAdministrator(work: Work): Promise<OdooClient> {
  const own = { login: work.tenant.admin_email, secret: adminSecret(work.tenant) };
  const origin = work.outputs.origin as Origin | undefined;
  const first = work.outputs.administrator || !origin ? own : origin;
  try {
    return await logIn(work, first);
  } catch (error) {
    const refused = error instanceof AppError &&
      ["odoo_auth_failed", "misconfigured"].includes(error.code);
    if (!refused || !origin) throw error;
    return await logIn(work, first === own ? origin : own);
  }
}

/** The platform's own user; works also while the tenant is paused. @throws {AppError} misconfigured, odoo_* */
export function asBot(work: Work): Promise<OdooClient> {
  return logIn(work, { login: botLogin(work.tenant), secret: botSecret(work.tenant) });
}

/** Logs in with a secret that Vault keeps. @throws {AppError} misconfigured, odoo_* */
export async function logIn(work: Work, { login, secret }: Origin): Promise<OdooClient> {
  const password = await readSecret(work.deps.sql, secret);
  if (password) return await OdooClient.connect(connection(work, login, password), { timeoutMs });
  throw new AppError("misconfigured", `Cannot log in to Odoo: Vault has no secret ${secret}.`);
}

/** How a user reaches the tenant's database. */
export function connection(work: Work, username: string, password: Secret) {
  const { database } = work.tenant;
  return { url: odooUrl(work), database, username, password, transport: "auto" } as const;
}

