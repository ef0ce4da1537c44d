import { shortDigest } from "../short_digest.ts";
import type { OdooLogins } from "../types.ts";
import { createDatabase, type DatabaseManager, dropDatabase } from "./databases.ts";
import { newPassword } from "./secrets.ts";
import { openSession, serverVersion, type Session } from "./rpc.ts";
import { COMPANIES, createPeople } from "./people.ts";
import { newApiKeys } from "./api_keys.ts";

/** Task features that a user only sees as a member of these groups; which exist depends on the version. */
const FEATURES = [
  "group_project_task_dependencies",
  "group_project_milestone",
  "group_project_recurring_tasks",
  "group_project_stages",
];

/** Changes whenever the template would: a digest of the files that say what it holds. */
export async function templateRevision(): Promise<string> {
  const files = ["template.ts", "people.ts", "api_keys.ts"];
  const sources = await Promise.all(
    files.map((file) => Deno.readTextFile(new URL(file, import.meta.url))),
  );
  return await shortDigest(sources.join());
}

/** Makes the database that every run copies, over RPC only; takes about 20 s. */
export async function prepareTemplate(
  manager: DatabaseManager,
  name: string,
  update: (detail: string) => void,
): Promise<OdooLogins> {
  const logins: OdooLogins = {
    admin: { login: "admin", password: newPassword() },
    bot: { login: "seed_bot@example.com", password: newPassword() },
    projectManager: { login: "project_manager@example.com", password: newPassword() },
  };
  update("database");
  await dropDatabase(manager, name);
  await createDatabase(manager, name, logins.admin.password);
  // Odoo answers true to a creation that failed; this login then does not work.
  const admin = await openSession(manager.url, name, logins.admin);
  update("module project");
  await installModule(admin, "project");
  update("companies, people, fields");
  await addFeatures(admin);
  await addReferenceFields(admin);
  await addCompaniesAndPeople(admin, logins);
  if (parseInt(await serverVersion(manager.url)) >= 19) {
    [logins.bot.apiKey, logins.projectManager.apiKey] = await newApiKeys(admin, [
      logins.bot.login,
      logins.projectManager.login,
    ]);
  }
  return logins;
}

async function installModule(admin: Session, name: string): Promise<void> {
  const ids = await admin.call<number[]>("ir.module.module", "search", [[["name", "=", name]]]);
  await admin.call("ir.module.module", "button_immediate_install", [ids]);
}

/** Ids of records by their external id in one module; absent names are left out. */
export async function recordIds(session: Session, module: string, names: string[]) {
  const rows = await session.call<{ name: string; res_id: number }[]>(
    "ir.model.data",
    "search_read",
    [[["module", "=", module], ["name", "in", names]], ["name", "res_id"]],
  );
  return new Map(rows.map(({ name, res_id }) => [name, res_id]));
}

async function addFeatures(admin: Session): Promise<void> {
  const features = await recordIds(admin, "project", FEATURES);
  const everybody = await recordIds(admin, "base", ["group_user"]);
  const implied_ids = [...features.values()].map((id) => [4, id]);
  await admin.call("res.groups", "write", [[...everybody.values()], { implied_ids }]);
}

/** `x_external_ref`, indexed and not copied: made here, since adding it later locks a busy table. */
async function addReferenceFields(admin: Session): Promise<void> {
  const models = await admin.call<number[]>("ir.model", "search", [
    [["model", "in", ["project.project", "project.task"]]],
  ]);
  const fields = models.map((model_id) => ({
    name: "x_external_ref",
    model_id,
    field_description: "External reference",
    ttype: "char",
    state: "manual",
    index: true,
    copied: false,
  }));
  await admin.call("ir.model.fields", "create", [fields]);
}

async function addCompaniesAndPeople(admin: Session, logins: OdooLogins): Promise<void> {
  const [main, ...others] = COMPANIES;
  const existing = await admin.call<number[]>("res.company", "search", [[]]);
  await admin.call("res.company", "write", [existing, { name: main }]);
  const added = await admin.call<number[]>("res.company", "create", [
    others.map((name) => ({ name })),
  ]);
  const companies = [...existing, ...added];
  const everyCompany = { company_ids: [[6, 0, companies]] };
  await admin.call("res.users", "write", [[admin.uid], everyCompany]);
  const base = await recordIds(admin, "base", ["group_user", "group_portal", "group_system"]);
  const project = await recordIds(admin, "project", [
    "group_project_user",
    "group_project_manager",
  ]);
  const groups = new Map([...base, ...project]);
  const passwords = new Map([logins.bot, logins.projectManager].map((l) => [l.login, l.password]));
  const values = ({ login }: { login: string }) => ({
    ...everyCompany,
    company_id: companies[0],
    password: passwords.get(login) ?? newPassword(),
  });
  await createPeople(admin, values, groups);
}
