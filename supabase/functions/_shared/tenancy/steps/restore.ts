import { noteDatabase } from "../../database/owned_databases.ts";
import { readSecret, replaceSecret } from "../../database/tenant_secrets.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { databaseUuid } from "../../odoo/database_state.ts";
import { applyAdministrator } from "../../odoo/tenant/administrator.ts";
import { adoptKey } from "../../odoo/tenant/api_key.ts";
import { countFromElsewhere } from "../../odoo/tenant/signal.ts";
import { observePause, resume } from "../../odoo/tenant/pause.ts";
import { isSuspended, reactivate, suspend } from "../tenant/suspended.ts";
import { backupOf, openRestored, proveRestored, restoreStep, shut } from "../backups/restore.ts";
import { letGoOfEarlier } from "../tenant/let_go.ts";
import { adminOf, botOf, connectionOf, logInAfresh, manage } from "../tenant/odoo.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { isThere, tenantsDatabase } from "../tenant/ownership.ts";
import { ifAnybodyGetsIn } from "../tenant/patience.ts";
import { refuseUnlessAgreed } from "../tenant/target.ts";
import { absent, ownDatabaseOnly, type Work } from "../tenant/step.ts";

const staging = (work: Work) => OwnedDatabase.staging(work, "restoring");
const replaced = (work: Work) => OwnedDatabase.staging(work, "replaced");
const claimed = (work: Work) => OwnedDatabase.claimStaging(work, "restoring");

export const restoreStaging = restoreStep("restoring", {
  name: "restore_staging",
  does: "Restore the backup, its checksum verified, into a staging database.",
});

export const restoredLogins = ownDatabaseOnly({
  name: "restored_logins",
  does:
    "Set the bot's current key and the administrator's current password in the restored database.",
  touches: "the restored database",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const restored = await claimed(work);
    await shut(work, restored);
    const client = await openRestored(work, restored);
    const uuid = await databaseUuid(client);
    if (uuid) await noteDatabase(work.deps.sql, work.tenant.id, uuid);
    await countFromElsewhere(client);
    await adoptPassword(work, client);
    await adoptBot(work, client);
  },
});

/** None: it was shown, and the person's own of then is as good. */
async function adoptPassword({ deps, tenant }: Work, client: OdooClient): Promise<void> {
  const { login, secret } = adminOf(tenant);
  const password = await readSecret(deps.sql, secret);
  if (password) await applyAdministrator(client, { login, email: login, password });
}

async function adoptBot(work: Work, client: OdooClient): Promise<void> {
  const { deps, tenant } = work;
  const { login, secret } = botOf(tenant);
  const key = await readSecret(deps.sql, secret);
  if (key) return await adoptKey(client, login, key);
  const { id } = await backupOf(work);
  const then = await readSecret(deps.sql, `backup/${id}/odoo_bot`);
  if (then) await replaceSecret(deps.sql, secret, then);
}

export const proveRestoredStep = ownDatabaseOnly({
  name: "prove_restored",
  does: "Log in to the restored database, and compare its modules and files with the backup's.",
  touches: "nothing",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const { name } = await claimed(work);
    await proveRestored(work, await logInAfresh(work, botOf(work.tenant), name));
    const admin = adminOf(work.tenant);
    if (await connectionOf(work, admin)) await logInAfresh(work, admin, name);
  },
});

/** The tenant's own database, whichever that is now, as it is suspended, or reactivated. */
const asOwn = (work: Work, database: OwnedDatabase) => ({
  work,
  database,
  client: () => manage(work),
});

/** As asOwn; where only Odoo could do it and lets nobody of ours in, nothing is done. */
const asOwnIfOpen = (work: Work, database: OwnedDatabase) => ({
  work,
  database,
  client: () => ifAnybodyGetsIn(work, () => manage(work)),
});

/**
 * The order of the two renames tells from the names alone how far an earlier try came. What is set aside is
 * suspended before; one that nobody of ours gets into, where only Odoo could do it, is replaced all the same.
 */
export const swap = ownDatabaseOnly({
  name: "swap",
  does:
    "Swap the restored database with the tenant's own, which gets the name `replaced_<operation>`.",
  touches: "the Odoo server: the names of two databases",
  dangerous: true,
  async observe(work) {
    return await isThere(await staging(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    const { database } = work.tenant;
    const old = await tenantsDatabase(work);
    if (old) {
      await refuseUnlessAgreed(work);
      await suspend(asOwnIfOpen(work, old));
      await old.rename((await OwnedDatabase.claimStaging(work, "replaced")).name);
    }
    await (await claimed(work)).rename(database);
    await letGoOfEarlier(work);
  },
  async compensate(work) {
    const old = await replaced(work);
    if (old && await isThere(old)) {
      const restored = await tenantsDatabase(work);
      if (restored) await restored.rename((await claimed(work)).name);
      await old.rename(work.tenant.database);
      await letGoOfEarlier(work);
    }
    const own = await tenantsDatabase(work);
    if (own) await reactivate(asOwnIfOpen(work, own));
  },
});

export const reactivateRestored = ownDatabaseOnly({
  name: "reactivate_restored",
  does:
    "Reactivate exactly what was suspended in the restored database, and what was paused when it was backed up.",
  touches: "the tenant's Odoo database",
  harmless: true,
  async observe(work) {
    const own = await tenantsDatabase(work);
    const { paused } = await observePause(await manage(work));
    return paused || own && await isSuspended(asOwn(work, own)) ? absent : { is: "there" };
  },
  async apply(work) {
    const own = await tenantsDatabase(work);
    if (own) await reactivate(asOwn(work, own));
    await resume(await manage(work));
  },
  /** Before the one that was replaced comes back. */
  async compensate(work) {
    const own = await tenantsDatabase(work);
    if (own) await suspend(asOwn(work, own));
  },
});

export const dropReplaced = ownDatabaseOnly({
  name: "drop_replaced",
  does: "Drop the database that was replaced.",
  touches: "the Odoo server: the tenant's data as they were before",
  harmless: true,
  async observe(work) {
    return await isThere(await replaced(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    const old = await replaced(work);
    if (old) await old.drop();
  },
});
