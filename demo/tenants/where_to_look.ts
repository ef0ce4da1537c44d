import { taskLine } from "../../stack/command_line.ts";
import { emailOf } from "../../stack/people.ts";
import { adminOf } from "./doors.ts";
import { showLines, showRule } from "../terminal/say.ts";
import { people, slugs, type TenantStage } from "./stage.ts";

/** The end: what to open, what to try, how to stop. Lines are whole, for pasting. */
export async function whereToLook(stage: TenantStage, again: string): Promise<void> {
  const { instance } = stage.stack;
  const ocp = `${taskLine("ocp", instance)} --as ${emailOf(people.ann)}`;
  const logins = await Promise.all(
    [slugs.tenant, slugs.client].map((slug) => adminOf(stage, slug)),
  );
  showRule();
  showLines(
    "Odoo: log in, with passwords from Vault",
    logins.flatMap(({ url, database, username, password }) => [
      `${url}/web?db=${database}`,
      `  ${username} / ${password.reveal()}`,
    ]),
  );
  showLines("Terminal: pause the client, and watch it happen; then ask how it stands", [
    `${ocp} tenant pause ${slugs.client} --wait`,
    `${ocp} tenant show ${slugs.client}`,
  ]);
  showLines("SQL: the tenants, and who did what to them", [
    taskLine("psql", instance),
    "select slug, status, database from control.tenants;",
    "select at, actor, action, object, after from control.audit_logs order by position desc limit 9;",
  ]);
  showLines("Stop, or run the demo again from its beginning", [
    taskLine("stop", instance),
    again,
  ]);
}
