import { openRestored, proveRestored, restoreStep, shut } from "../backups/restore.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { isThere } from "../tenant/ownership.ts";
import { absent, ownDatabaseOnly, type Work } from "../tenant/step.ts";
import { neutralise } from "./neutral.ts";

const drill = (work: Work) => OwnedDatabase.staging(work, "drill");

export const drillRestore = restoreStep("drill", {
  name: "drill_restore",
  does: "Restore the backup, its checksum verified, into a staging database for this drill.",
});

export const drillProve = ownDatabaseOnly({
  name: "drill_prove",
  does:
    "Neutralise it, log in, read a record, and compare its modules and files with the backup's.",
  touches: "the drill's database",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const database = await OwnedDatabase.claimStaging(work, "drill");
    await shut(work, database);
    const client = await openRestored(work, database);
    await neutralise(client);
    await proveRestored(work, client);
    const [company] = await client.searchRead("res.company", { domain: [], fields: ["name"] });
    return { output: { company: company?.name } };
  },
});

export const drillDrop = ownDatabaseOnly({
  name: "drill_drop",
  does: "Drop the drill's database.",
  touches: "the drill's database",
  harmless: true,
  async observe(work) {
    return await isThere(await drill(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    const database = await drill(work);
    if (database) await database.drop();
  },
});
