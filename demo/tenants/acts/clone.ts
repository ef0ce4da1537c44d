import type { OdooClient } from "../../../supabase/functions/_shared/odoo/client.ts";
import { claim, heading, showTable } from "../../terminal/say.ts";
import { adminOf, enter, letsIn } from "../doors.ts";
import { carryOut } from "../follow.ts";
import { slugs, type TenantStage } from "../stage.ts";

const mailServer = { name: "Agency mail", smtp_host: "smtp.example.com", smtp_port: 25 };

/** Act 3: a copy with all data that can reach nobody. */
export async function clone(stage: TenantStage): Promise<void> {
  heading(
    3,
    "Clone",
    "A copy with all its data, to try things on. It must not mail customers or run the original's " +
      "jobs: it is neutralised, and that is proved, before anybody is let in. Read from both:",
  );
  const original = await adminOf(stage, slugs.tenant);
  const source = await enter(original);
  await source.create("ir.mail_server", [mailServer]); // something to be silenced
  const { seconds } = await carryOut(stage.by.ann, slugs.tenant, "clone", {
    slug: slugs.clone,
    name: "TBWA, a copy",
    with_data: true,
  });
  const copied = await adminOf(stage, slugs.clone);
  const was = await look(source);
  const is = await look(await enter(copied));
  const oldPassword = await letsIn({ ...copied, password: original.password });
  showTable(["in Odoo", slugs.tenant, slugs.clone], [
    ["tasks", `${was.tasks}`, `${is.tasks}`],
    ["company", was.company, is.company],
    ["database uuid", short(was.uuid), short(is.uuid)],
    ["mail goes out by", was.mail, { text: is.mail, style: "cyan" }],
    ["administrator's address", was.address, { text: is.address, style: "cyan" }],
    ["scheduled actions at work", `${was.crons}`, { text: `${is.crons}`, style: "cyan" }],
    [`password of ${slugs.tenant}`, "lets in", {
      text: oldPassword ? "lets in" : "refused",
      style: "cyan",
    }],
  ]);
  claim(
    `The clone is active after ${seconds.toFixed(1)} s, with the ${is.tasks} tasks, an identity ` +
      "and passwords of its own. The action that still runs cleans up inside the database.",
    is.tasks === was.tasks && is.tasks > 0 && is.uuid !== was.uuid && is.mail === "invalid" &&
      is.address.endsWith(".invalid") && is.crons === 1 && was.crons > 1 && !oldPassword,
    () => ({ was, is, oldPassword }),
  );
}

const short = (uuid: string) => `${uuid.slice(0, 8)}…`;

async function look(odoo: OdooClient) {
  const read = async (model: string, field: string, domain: unknown[] = []) =>
    (await odoo.searchRead(model, { domain, fields: [field] })).map((row) => row[field]);
  const one = async (model: string, field: string, domain?: unknown[]) =>
    (await read(model, field, domain)).join(", ");
  return {
    tasks: (await read("project.task", "id", [["x_external_ref", "!=", false]])).length,
    company: await one("res.company", "name"),
    uuid: await one("ir.config_parameter", "value", [["key", "=", "database.uuid"]]),
    mail: await one("ir.mail_server", "smtp_host"),
    address: await one("res.users", "email", [["id", "=", odoo.uid]]),
    crons: (await read("ir.cron", "id")).length,
  };
}
