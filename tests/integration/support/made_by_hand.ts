import type { OdooClient } from "../../../supabase/functions/_shared/odoo/client.ts";
import { type Answer, callFunction, functionUrl } from "./functions.ts";
import type { Scenario } from "./scenario.ts";

type Row = Record<string, unknown>;

/** What the two endpoints beside seeding answer on top of it. */
export interface TakenIn extends Answer {
  imported: { projects: number; tasks: number };
  matched: { external_ref: string; odoo_id: number; odoo_name: string }[];
  ambiguous: { external_ref: string; odoo_ids: number[]; rivals: string[] }[];
  unmatched: { external_ref: string }[];
}

/** Calls POST /seed-odoo-finance/adopt or /import for the test's binding. */
export async function takeIn(s: Scenario, path: "adopt" | "import", body: Row): Promise<TakenIn> {
  const name = "seed-odoo-finance";
  const request = { binding: s.binding, ...body };
  return await callFunction(name, request, `${functionUrl(name)}/${path}`) as TakenIn;
}

/** Creates one record, as a person does. */
export async function make(bot: OdooClient, model: string, values: Row): Promise<number> {
  return (await bot.create(model, [values]))[0]!;
}

/** The id of the one record with this value. */
export async function idOf(
  bot: OdooClient,
  model: string,
  field: string,
  value: unknown,
): Promise<number> {
  const domain = [[field, "=", value]];
  const rows = await bot.searchRead(model, { domain, fields: [field] });
  if (rows.length !== 1) throw new Error(`Cannot find ${model} ${value}: ${rows.length} records.`);
  return Number(rows[0]!.id);
}

/** A project that people made, with two stages of its own. */
export async function projectByHand(s: Scenario, name: string, values: Row = {}) {
  const bot = await s.bot();
  const company = await idOf(bot, "res.company", "name", "Northwind Finance");
  const project = await make(bot, "project.project", { name, company_id: company, ...values });
  const stage = (stageName: string) =>
    make(bot, "project.task.type", {
      name: s.ref(stageName),
      user_id: false,
      project_ids: [[6, 0, [project]]],
    });
  return { bot, project, doing: await stage("Doing"), done: await stage("Done") };
}
