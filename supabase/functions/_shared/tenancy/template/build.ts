import { noteTemplate } from "../../database/templates.ts";
import { keepPassword } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { databaseUuid } from "../../odoo/database_state.ts";
import { OdooFault } from "../../odoo/faults.ts";
import { readClosure } from "../../odoo/tenant/closure.ts";
import { installModule, observeModules, resetPendingModules } from "../../odoo/tenant/modules.ts";
import { quoted } from "../../quoted.ts";
import { adminOfTemplate } from "../tenant/odoo.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { isSealed, mintBot, seal } from "./seal.ts";
import { type AttemptEnd, enter, type Template } from "../tenant/template.ts";

const goOn: AttemptEnd = { is: "under_way", lookAgainIn: 0 };

/**
 * The next piece of a template, as a look at it tells: the database, its name, one module, the seal. A
 * attempt fits into what a function may take, and one that was cut off is found by the next.
 */
export async function buildTemplate(template: Template): Promise<AttemptEnd> {
  const found = await OwnedDatabase.ofTemplate(template);
  if (found.is === "absent") return await makeDatabase(template);
  if (found.is === "foreign") return await giveUp(template, found);
  const client = await enter(template, "bot") ?? await enter(template, "admin");
  if (!client) return { is: "broken", why: "It lets nobody of ours in." };
  const { missing, pending } = await observeModules(client, template.row.modules);
  // Whoever asked for them is gone: a lease outlasts what Odoo takes for a call.
  if (pending.length > 0) await resetPendingModules(client);
  if (missing.length > 0) return await install(client, missing[0]!);
  const bot = await enter(template, "bot") ?? await mintBot(template, client);
  if (!await isSealed(template, bot)) await seal(template, bot);
  return { is: "whole", closure: await readClosure(bot) };
}

/**
 * A database is built under a name of its own. Once somebody gets in it is noted, and then it gets the template's name: so
 * nothing of that name is ever half made, or unknown.
 */
async function makeDatabase(template: Template): Promise<AttemptEnd> {
  const { deps, row } = template;
  const build = await OwnedDatabase.claimBuild(template);
  if (!build) {
    return { is: "foreign", why: `Somebody has the name ${quoted(`build_${row.database}`)}.` };
  }
  const client = await build.exists() ? await whoGetsIn(template, build) : undefined;
  if (!client) return await makeAnew(template, build);
  const uuid = await databaseUuid(client);
  if (uuid === undefined) {
    throw new AppError(
      "odoo_failed",
      `Cannot use the database ${quoted(build.name)}: it has no uuid.`,
    );
  }
  await noteTemplate(deps.sql, row, uuid);
  await build.rename(row.database);
  return goOn;
}

/** After so many attempts, whose pauses double, a database has been asked for longer than Odoo works on a call. */
const attemptsUntilGivenUp = 6;

/** Nobody, where nobody is let in, and where it has not said so for too long: that one is half made. */
async function whoGetsIn(
  template: Template,
  build: OwnedDatabase,
): Promise<OdooClient | undefined> {
  try {
    return await enter(template, "admin", build.name);
  } catch (error) {
    if (error instanceof OdooFault && template.row.attempts >= attemptsUntilGivenUp) {
      return undefined;
    }
    throw error;
  }
}

async function makeAnew({ deps, row }: Template, build: OwnedDatabase): Promise<AttemptEnd> {
  await build.drop(); // what a cut-off attempt left half made
  const { login, secret } = adminOfTemplate(row.database);
  const password = await keepPassword(deps.sql, secret);
  const country = row.country_code ?? undefined;
  await build.create({ lang: "en_US", country, login, password });
  return goOn;
}

/** Somebody has the template's name: another one is built, and what was to get this one goes. */
async function giveUp(template: Template, end: AttemptEnd): Promise<AttemptEnd> {
  await OwnedDatabase.buildOf(template)?.drop();
  return end;
}

async function install(client: OdooClient, module: string): Promise<AttemptEnd> {
  const end = await installModule(client, module);
  // Odoo ends a call after 120 s, and a client waits for 100 s.
  return end === "installed" ? goOn : { is: "under_way", lookAgainIn: 30 };
}
