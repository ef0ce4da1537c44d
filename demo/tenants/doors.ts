import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { logsIn } from "../../supabase/functions/_shared/odoo/log_in.ts";
import type { OdooConnection } from "../../supabase/functions/_shared/odoo/types.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import type { TenantStage } from "./stage.ts";

/** How a tenant's administrator gets into its Odoo; the password comes from Vault. */
export async function adminOf({ sql, stack }: TenantStage, slug: string): Promise<OdooConnection> {
  const [row] = await sql`
    select database, admin_email, control.read_secret(${`tenant/${slug}/odoo_admin`}) as password
    from control.tenants where slug = ${slug}
  `;
  const { database, admin_email: username, password } = row!;
  const { url } = stack.odoo;
  return { url, database, username, password: new Secret(password), transport: "jsonrpc" };
}

/** How the platform's bot gets in: as the tenant's binding says. */
export async function botOf({ sql }: TenantStage, slug: string): Promise<OdooConnection> {
  const [row] = await sql`
    select url, database, username, password from ops.odoo_connection(${slug})
  `;
  const { url, database, username, password } = row!;
  return { url, database, username, password: new Secret(password), transport: "auto" };
}

/** Logs in anew: a login that is remembered would show nothing. */
export async function enter(connection: OdooConnection): Promise<OdooClient> {
  return await OdooClient.connect(connection, { logins: new Map() });
}

/** Whether a person gets in with this password, or the bot with its key. */
export async function letsIn(connection: OdooConnection): Promise<boolean> {
  return await logsIn(connection);
}

/** A session as a browser has one. */
export interface WebSession {
  /** Whether Odoo still serves it. */
  works(): Promise<boolean>;
}

/** Logs in as a browser does. @throws {Error} when Odoo refuses */
export async function openWebSession(connection: OdooConnection): Promise<WebSession> {
  const { url, database: db, username: login, password } = connection;
  const post = async (path: string, params: object, cookie = "") => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify({ jsonrpc: "2.0", params }),
    });
    return { response, body: await response.json() };
  };
  const { response, body } = await post("/web/session/authenticate", {
    db,
    login,
    password: password.reveal(),
  });
  if (!body.result?.uid) throw new Error(`Cannot log in to ${db}: Odoo refuses ${login}.`);
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  return {
    async works() {
      const model = "res.users";
      const call = { model, method: "search_count", args: [[]], kwargs: {} };
      const { body } = await post(`/web/dataset/call_kw/${model}/search_count`, call, cookie);
      return typeof body.result === "number";
    },
  };
}
