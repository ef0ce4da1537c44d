import { keepPassword } from "../../database/tenant_secrets.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { OdooFault } from "../../odoo/faults.ts";
import { readClosure } from "../../odoo/tenant/closure.ts";
import { installModule, observeModules, resetPendingModules } from "../../odoo/tenant/modules.ts";
import { adminOfTemplate, databasesAt } from "../odoo.ts";
import { isSealed, mintBot, seal } from "./seal.ts";
import { enter, type Template, type TurnEnd } from "./template.ts";

const goOn: TurnEnd = { is: "under_way", lookAgainIn: 0 };

/**
 * The next piece of a template, as a look at it tells: the database, one module, the seal. A turn fits
 * into what a function may take, and one that was cut off is found by the next.
 */
export async function buildTemplate(template: Template): Promise<TurnEnd> {
  const client = await whoGetsIn(template);
  if (!client) return await makeDatabase(template);
  const { missing, pending } = await observeModules(client, template.row.modules);
  // Whoever asked for them is gone: a lease outlasts what Odoo takes for a call.
  if (pending.length > 0) await resetPendingModules(client);
  if (missing.length > 0) return await install(client, missing[0]!);
  const bot = await enter(template, "bot") ?? await mintBot(template, client);
  if (!await isSealed(template, bot)) await seal(template, bot);
  return { is: "whole", closure: await readClosure(bot) };
}

/** After so many turns, whose pauses double, a database has been asked for longer than Odoo works on a call. */
const turnsUntilGivenUp = 6;

/** Nobody, where none is there, where nobody is let in, and where it has not said so for too long: that one is half made. */
async function whoGetsIn(template: Template): Promise<OdooClient | undefined> {
  const { database, odoo_url, attempts } = template.row;
  if (!await databasesAt(template.deps, odoo_url).exists(database)) return undefined;
  try {
    return await enter(template, "bot") ?? await enter(template, "admin");
  } catch (error) {
    if (error instanceof OdooFault && attempts >= turnsUntilGivenUp) return undefined;
    throw error;
  }
}

async function makeDatabase({ deps, row }: Template): Promise<TurnEnd> {
  const { database: name, country_code, odoo_url } = row;
  const databases = databasesAt(deps, odoo_url);
  await databases.drop(name); // what a cut-off turn left half made
  const { login, secret } = adminOfTemplate(name);
  const password = await keepPassword(deps.sql, secret);
  const country = country_code ?? undefined;
  await databases.create({ name, lang: "en_US", country, login, password });
  return goOn;
}

async function install(client: OdooClient, module: string): Promise<TurnEnd> {
  const end = await installModule(client, module);
  // Odoo ends a call after 120 s, and a client waits for 100 s.
  return end === "installed" ? goOn : { is: "under_way", lookAgainIn: 30 };
}
