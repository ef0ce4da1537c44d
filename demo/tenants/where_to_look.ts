import { taskLine } from "../../stack/command_line.ts";
import { adminOf } from "./doors.ts";
import { showLines, showRule } from "../terminal/say.ts";
import { people, slugs, type TenantStage } from "./stage.ts";

/** The end: what to open, what to try, how to stop. Lines are whole, for pasting. */
export async function whereToLook(stage: TenantStage): Promise<void> {
  const { apiUrl, databaseUrl, instance, tenantAdminToken } = stage.stack;
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
  showLines("HTTP: pause the client; then ask how it stands", [
    `curl -X POST ${apiUrl}/functions/v1/tenants/${slugs.client}/operations \\`,
    `  -H "Authorization: Bearer ${tenantAdminToken}" \\`,
    `  -H "X-Actor: ${people.ann.user}" -H "X-Actor-Role: ${people.ann.role}" -d '{"kind": "pause"}'`,
    `curl ${apiUrl}/functions/v1/tenants/${slugs.client} \\`,
    `  -H "Authorization: Bearer ${tenantAdminToken}"`,
  ]);
  showLines("SQL: the tenants, and who did what to them", [
    `psql ${databaseUrl}`,
    "select slug, status, database from control.tenants;",
    "select at, actor, action, object, after from control.audit_logs order by position desc limit 9;",
  ]);
  showLines("Stop, or run the demo again from its beginning", [
    taskLine("stop", instance),
    taskLine("demo:tenants", instance, "tenants"),
  ]);
}
