import { randomBytes } from "node:crypto";
import { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** Which secret of a tenant, of a template or of a backup. */
export type SecretName = `${"tenant" | "template" | "backup"}/${string}/${
  | "odoo_admin"
  | "odoo_bot"
  | "odoo_bot_next"
  | "database_role"
  | "analytics_role"}`;

/** A secret from Vault; undefined when there is none. */
export async function readSecret(sql: Sql, name: SecretName): Promise<Secret | undefined> {
  const [row] = await sql`select control.read_secret(p_name => ${name}) as value`;
  return row!.value === null ? undefined : new Secret(row!.value);
}

/** Keeps a new random password in Vault, or finds the one that an earlier try has kept. @throws {AppError} not_ours */
export async function keepPassword(sql: Sql, name: SecretName): Promise<Secret> {
  const fresh = randomBytes(24).toString("base64url");
  const [row] = await refusable(sql<[{ value: string }]>`
    select control.keep_secret(p_name => ${name}, p_value => ${fresh}) as value
  `);
  return new Secret(row!.value);
}

/** Keeps a secret that was made elsewhere, also over an earlier one of ours. @throws {AppError} not_ours */
export async function replaceSecret(sql: Sql, name: SecretName, value: Secret): Promise<void> {
  await refusable(
    sql`select control.replace_secret(p_name => ${name}, p_value => ${value.reveal()})`,
  );
}

/** Puts a secret in the place of another, in one transaction; where there is none, nothing happens. @throws {AppError} not_ours */
export async function moveSecret(sql: Sql, from: SecretName, to: SecretName): Promise<void> {
  await refusable(sql`select control.move_secret(p_from => ${from}, p_to => ${to})`);
}

/** Whether Vault has secrets of a tenant's name that somebody else keeps. */
export async function hasForeignSecrets(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await sql`select control.has_foreign_secrets(p_slug => ${slug}) as is`;
  return row!.is;
}

/** Deletes all secrets that are kept for a tenant. */
export async function forgetSecrets(sql: Sql, slug: string): Promise<void> {
  await sql`select control.forget_secrets(p_owner => ${`tenant/${slug}`})`;
}
