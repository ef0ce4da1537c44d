import { backupOfOperation, type TakenBackup } from "../../database/backups.ts";
import { readIdentity } from "../../database/database_identity.ts";
import { closeDatabase } from "../../database/tenant_role.ts";
import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { databaseUuid, lostFiles } from "../../odoo/database_state.ts";
import { letIn, tryLogIn } from "../../odoo/log_in.ts";
import type { OdooConnection } from "../../odoo/types.ts";
import { moduleHash } from "../../odoo/tenant/module_hash.ts";
import { callLimits } from "../tenant/call_limits.ts";
import { botOf, connectionOf, type Login, odooUrl } from "../tenant/odoo.ts";
import { isSuspended, suspend } from "../tenant/suspended.ts";
import { halfMade } from "../tenant/long_work.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { postgresBelow, provenPostgres } from "../tenant/postgres_below.ts";
import { isThere } from "../tenant/ownership.ts";
import { absent, ownDatabaseOnly, type Step, type Work } from "../tenant/step.ts";
import { fetchBackup } from "./fetch.ts";
import { storeOf } from "./store.ts";
import { quoted } from "../../quoted.ts";

/** The step that restores the operation's backup into a database of its own. */
export function restoreStep(
  use: "restoring" | "drill",
  reported: Pick<Step, "name" | "does">,
): Step {
  return ownDatabaseOnly({
    ...reported,
    touches: "the Odoo server: a staging database",
    harmless: true,
    exclusive: "copies",
    async observe(work) {
      const staging = await OwnedDatabase.staging(work, use);
      if (!await isThere(staging)) return absent;
      const backup = await backupOf(work);
      if (!await isRestored(work, staging!, backup)) return halfMade(work);
      return use === "drill" || await isSuspended(restored(work, staging!))
        ? { is: "there", output: output(backup) }
        : absent;
    },
    async apply(work) {
      const staging = await OwnedDatabase.claimStaging(work, use);
      const backup = await backupOf(work);
      if (!await isRestored(work, staging, backup)) await restoreInto(work, staging, backup, use);
      // A drill's is neutral. Of the tenant there must not be two that write to people.
      if (use === "restoring") await suspend(restored(work, staging));
      return { output: output(backup) };
    },
    async compensate(work) {
      const staging = await OwnedDatabase.staging(work, use);
      if (staging) await staging.drop();
    },
  });
}

async function restoreInto(
  work: Work,
  staging: OwnedDatabase,
  backup: TakenBackup,
  use: "restoring" | "drill",
): Promise<void> {
  await staging.drop(); // what a cut-off try left half made
  const file = fetchBackup(work.deps, storeOf(work), backup);
  await staging.restore({ neutralize: use === "drill", file });
}

/** A restored database as it is suspended, or reactivated. */
export function restored(work: Work, database: OwnedDatabase) {
  return { work, database, client: () => openRestored(work, database) };
}

function output({ id, taken_at }: TakenBackup) {
  return { backup: id, backup_taken_at: taken_at };
}

/** The backup that the operation is about. @throws {AppError} backup_unusable */
export async function backupOf({ deps, operation, tenant }: Work): Promise<TakenBackup> {
  const backup = await backupOfOperation(deps.sql, operation.id);
  if (backup) return backup;
  const detail = `Cannot restore tenant ${quoted(tenant.slug)}: its backup was removed meanwhile.`;
  throw new AppError("backup_unusable", detail);
}

/** Odoo writes the new uuid in the transaction that ends the restoration. */
async function isRestored(
  work: Work,
  staging: OwnedDatabase,
  backup: TakenBackup,
): Promise<boolean> {
  const before = backup.database_uuid;
  if (before === null || !await staging.exists()) return false;
  const uuid = await uuidOf(work, staging.name, backup);
  return uuid !== undefined && uuid !== before;
}

/** Where Odoo's PostgreSQL is out of reach, only a log-in tells; that of a half restored database tells nothing. */
async function uuidOf(work: Work, name: string, backup: TakenBackup): Promise<string | undefined> {
  const admin = await provenPostgres(work.deps, odooUrl(work));
  if (admin) return (await readIdentity(admin, name))?.uuid;
  for (const connection of await keysTo(work, name, backup)) {
    const answer = await tryLogIn(connection, callLimits(work.deps));
    if (answer.is === "in") return await databaseUuid(answer.client);
  }
}

/**
 * Logs in to a restored database as the bot, with the key of then or that of now. @throws {AppError}
 * backup_unusable, once Odoo has refused both; odoo_*
 */
export async function openRestored(work: Work, { name }: OwnedDatabase): Promise<OdooClient> {
  const backup = await backupOf(work);
  for (const connection of await keysTo(work, name, backup)) {
    const client = await letIn(connection, callLimits(work.deps));
    if (client) return client;
  }
  const detail = `Cannot use backup ${backup.id}: no key of the platform opens it.`;
  throw new AppError("backup_unusable", detail, {
    suggestion: "Restore it by hand; docs/runbooks/backups.md says how.",
  });
}

/** The bot's keys that Vault has, that of then first. */
async function keysTo(work: Work, name: string, { id }: TakenBackup): Promise<OdooConnection[]> {
  const now = botOf(work.tenant);
  const then: Login = { login: now.login, secret: `backup/${id}/odoo_bot` };
  const known = await Promise.all([then, now].map((login) => connectionOf(work, login, name)));
  return known.filter((connection) => connection !== undefined);
}

/** A restored database is open to every role of the server, as a new one is. */
export async function shut(work: Work, { name }: OwnedDatabase): Promise<void> {
  const admin = postgresBelow(work.deps, odooUrl(work));
  if (admin) await closeDatabase(admin, name);
}

/** That it is what was dumped: the same modules in the same versions, and all files. @throws {AppError} backup_unusable */
export async function proveRestored(work: Work, client: OdooClient): Promise<void> {
  const { id, module_hash } = await backupOf(work);
  const unusable = (reason: string) =>
    new AppError("backup_unusable", `Cannot use backup ${id}: ${reason}.`);
  if (module_hash !== null && await moduleHash(client) !== module_hash) {
    throw unusable("restored, it has other modules than the tenant had");
  }
  const lost = await lostFiles(client);
  if (lost > 0) throw unusable(`restored, it lacks ${lost} files`);
}
