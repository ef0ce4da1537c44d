import { readClosure } from "../../odoo/tenant/closure.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { isPaused } from "./seal.ts";
import { type AttemptEnd, enter, type Template } from "../tenant/template.ts";

/** Whether a template is still there, ours, paused, and what an installation would be today. */
export async function checkTemplate(template: Template): Promise<AttemptEnd> {
  const found = await OwnedDatabase.ofTemplate(template);
  if (found.is === "absent") return { is: "broken", why: "It is not on the server." };
  if (found.is === "foreign") return found;
  const bot = await enter(template, "bot");
  if (!bot) return { is: "broken", why: "It does not let its bot in." };
  if (!await isPaused(bot)) return { is: "broken", why: "Somebody or something is active in it." };
  return { is: "whole", closure: await readClosure(bot) };
}
