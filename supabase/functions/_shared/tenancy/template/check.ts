import { readClosure } from "../../odoo/tenant/closure.ts";
import { databasesAt } from "../odoo.ts";
import { isAsleep } from "./seal.ts";
import { enter, type Template, type TurnEnd } from "./template.ts";

/** Whether a template is still there, asleep, and what an installation would be today. */
export async function checkTemplate(template: Template): Promise<TurnEnd> {
  const { deps, row } = template;
  if (!await databasesAt(deps, row.odoo_url).exists(row.database)) {
    return { is: "broken", why: "It is not on the server." };
  }
  const bot = await enter(template, "bot");
  if (!bot) return { is: "broken", why: "It does not let its bot in." };
  if (!await isAsleep(bot)) return { is: "broken", why: "Somebody or something is active in it." };
  return { is: "whole", closure: await readClosure(bot) };
}
