import { openRestored, ownDatabase, proveRestored, restoreStep, shut } from "../backups/restore.ts";
import { databasesOf } from "../odoo.ts";
import { absent, ownDatabaseOnly, type Work } from "../step.ts";
import { neutralise } from "./neutral.ts";

const drill = (work: Work) => ownDatabase("drill", work);

export const drillRestore = restoreStep("drill", {
  name: "drill_restore",
  does: "Restore the backup, its checksum verified, into a database for this drill alone.",
});

export const drillProve = ownDatabaseOnly({
  name: "drill_prove",
  does:
    "Neutralise it, log in, read a record, and compare its modules and files with the backup's.",
  touches: "the drill's database",
  spares: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const name = drill(work);
    await shut(work, name);
    const client = await openRestored(work, name);
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
  spares: true,
  async observe(work) {
    return await databasesOf(work).exists(drill(work)) ? absent : { is: "there" };
  },
  async apply(work) {
    await databasesOf(work).drop(drill(work));
  },
});
