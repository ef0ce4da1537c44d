import { AppError } from "../../errors.ts";
import { adminOf, botOf, connectionOf, logInAfresh } from "../tenant/odoo.ts";
import { absent, ownDatabaseOnly, type Work } from "../tenant/step.ts";
import { quoted } from "../../quoted.ts";

export const smokeTest = ownDatabaseOnly({
  name: "smoke_test",
  does:
    "Log in and read a record: as the administrator, or as the bot once a person was shown the password.",
  touches: "nothing",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const client = await logInAfresh(work, await known(work));
    const [found] = await client.searchRead("res.users", {
      domain: [["id", "=", client.uid]],
      fields: ["name"],
    });
    if (found) return { output: { odoo: client.version.text } };
    const detail = `Cannot use the database ${
      quoted(work.tenant.database)
    }: its administrator cannot be read.`;
    throw new AppError("odoo_failed", detail);
  },
});

async function known(work: Work) {
  const admin = adminOf(work.tenant);
  return await connectionOf(work, admin) ? admin : botOf(work.tenant);
}
