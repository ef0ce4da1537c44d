import { readSecret, replaceSecret } from "../../database/tenant_secrets.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { applyAdministrator } from "../../odoo/tenant/administrator.ts";
import { adoptKey } from "../../odoo/tenant/api_key.ts";
import { observePause, resume } from "../../odoo/tenant/pause.ts";
import { isAsleep, putToSleep, wake } from "../asleep.ts";
import {
  backupOf,
  openRestored,
  ownDatabase,
  proveRestored,
  restoreStep,
  shut,
} from "../backups/restore.ts";
import { adminOf, botOf, connectionOf, databasesOf, logInAfresh, manage } from "../odoo.ts";
import { ifAnybodyGetsIn } from "../patience.ts";
import { absent, ownDatabaseOnly, type Work } from "../step.ts";

const beside = (work: Work) => ownDatabase("restoring", work);
const replaced = (work: Work) => ownDatabase("replaced", work);

export const restoreBeside = restoreStep("restoring", {
  name: "restore_beside",
  does: "Restore the backup, its checksum verified, into a database beside the tenant's own.",
});

export const restoredLogins = ownDatabaseOnly({
  name: "restored_logins",
  does: "Have the bot's key and the administrator's password of now open the restored database.",
  touches: "the restored database",
  spares: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const name = beside(work);
    await shut(work, name);
    const client = await openRestored(work, name);
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
  spares: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    await proveRestored(work, await logInAfresh(work, botOf(work.tenant), beside(work)));
    const admin = adminOf(work.tenant);
    if (await connectionOf(work, admin)) await logInAfresh(work, admin, beside(work));
  },
});

/** The tenant's own database, whichever that is now, as it is put to sleep, or woken. */
const own = (work: Work) => ({
  work,
  name: work.tenant.database,
  client: () => manage(work),
});

/**
 * The order of the two renames tells from the names alone how far an earlier try came. What is set aside is put to
 * sleep before; one that nobody of ours gets into, where only Odoo could do it, is replaced all the same.
 */
export const swap = ownDatabaseOnly({
  name: "swap",
  does: "Put the restored database in the place of the tenant's own, which is kept aside.",
  touches: "the Odoo server: the names of two databases",
  dangerous: true,
  async observe(work) {
    return await databasesOf(work).exists(beside(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    const databases = databasesOf(work);
    const { database } = work.tenant;
    if (await databases.exists(database)) {
      await ifAnybodyGetsIn(work, () => putToSleep(own(work)));
      await databases.rename({ from: database, to: replaced(work) });
    }
    await databases.rename({ from: beside(work), to: database });
  },
  async compensate(work) {
    const databases = databasesOf(work);
    const { database } = work.tenant;
    if (await databases.exists(replaced(work))) {
      if (await databases.exists(database)) {
        await databases.rename({ from: database, to: beside(work) });
      }
      await databases.rename({ from: replaced(work), to: database });
    }
    if (await databases.exists(database)) {
      await ifAnybodyGetsIn(work, () => wake(own(work)));
    }
  },
});

export const wakeRestored = ownDatabaseOnly({
  name: "wake_restored",
  does:
    "Wake exactly what slept in the restored database, and what was paused when it was backed up.",
  touches: "the tenant's Odoo database",
  spares: true,
  async observe(work) {
    const { paused } = await observePause(await manage(work));
    return paused || await isAsleep(own(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    await wake(own(work));
    await resume(await manage(work));
  },
  /** Before the one that was replaced comes back. */
  async compensate(work) {
    await putToSleep(own(work));
  },
});

export const dropReplaced = ownDatabaseOnly({
  name: "drop_replaced",
  does: "Drop the database that was replaced.",
  touches: "the Odoo server: the tenant's data as they were before",
  spares: true,
  async observe(work) {
    return await databasesOf(work).exists(replaced(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    await databasesOf(work).drop(replaced(work));
  },
});
