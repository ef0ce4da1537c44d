import { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";

/** Which secret of a tenant, of a template or of a backup. */
export type SecretName = `${"tenant" | "template" | "backup"}/${string}/${
  | "odoo_admin"
  | "odoo_bot"
  | "database_role"
  | "analytics_role"}`;

/** A secret from Vault; undefined when there is none. */
export async function readSecret(sql: Sql, name: SecretName): Promise<Secret | undefined> {
  const [row] = await sql`select control.read_secret(p_name => ${name}) as value`;
  return row!.value === null ? undefined : new Secret(row!.value);
}

/** Keeps a new random password in Vault, or finds the one that an earlier try has kept. */
export async function keepPassword(sql: Sql, name: SecretName): Promise<Secret> {
  const fresh = crypto.getRandomValues(new Uint8Array(24)).toBase64({ alphabet: "base64url" });
  const [row] = await sql`
    select control.keep_secret(p_name => ${name}, p_value => ${fresh}) as value
  `;
  return new Secret(row!.value);
}

/** Keeps a secret that was made elsewhere, also over an earlier one. */
export async function replaceSecret(sql: Sql, name: SecretName, value: Secret): Promise<void> {
  await sql`select control.replace_secret(p_name => ${name}, p_value => ${value.reveal()})`;
}

/** Deletes all secrets of a tenant. */
export async function forgetSecrets(sql: Sql, slug: string): Promise<void> {
  await sql`select control.forget_secrets(p_slug => ${slug})`;
}
