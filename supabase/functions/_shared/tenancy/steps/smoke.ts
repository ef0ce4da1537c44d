import { AppError } from "../../errors.ts";
import { OdooClient } from "../../odoo/client.ts";
import { adminOf, connectionOf } from "../odoo.ts";
import { absent, ownDatabaseOnly } from "../step.ts";

export const smokeTest = ownDatabaseOnly({
  name: "smoke_test",
  does: "Log in as the administrator and read a record.",
  touches: "nothing",
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const admin = adminOf(work.tenant);
    const connection = await connectionOf(work, admin);
    if (!connection) {
      throw new AppError("misconfigured", `Cannot log in: Vault has no ${admin.secret}.`);
    }
    // A remembered login would not show that it works now.
    const client = await OdooClient.connect(connection, { logins: new Map() });
    const [found] = await client.searchRead("res.users", {
      domain: [["id", "=", client.uid]],
      fields: ["name"],
    });
    if (found) return { output: { odoo: client.version.text } };
    const detail = `Cannot use ${connection.database}: its administrator cannot be read.`;
    throw new AppError("odoo_failed", detail);
  },
});
