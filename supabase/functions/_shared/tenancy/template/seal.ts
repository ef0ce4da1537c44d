import { closeDatabase } from "../../database/tenant_role.ts";
import { replaceSecret } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { applyBot } from "../../odoo/tenant/bot.ts";
import { moveFilesIntoDatabase } from "../../odoo/tenant/files.ts";
import { observePause, pause } from "../../odoo/tenant/pause.ts";
import { observeTemplateLogins, revokeTemplateLogins } from "../../odoo/tenant/template_logins.ts";
import { botOfTemplate } from "../tenant/odoo.ts";
import { ownPostgres, postgresBelow } from "../tenant/postgres_below.ts";
import { enter, type Template } from "../tenant/template.ts";

/** Of the logins of a template, its own: nobody has an administrator's password. */
const ownLogins = ({ row }: Template) => {
  return { administrator: "", bot: botOfTemplate(row.database).login };
};

/** Makes the one user whom a sealed template lets in, by a key that only Vault keeps. */
export async function mintBot(template: Template, client: OdooClient): Promise<OdooClient> {
  const { deps, row } = template;
  const { login, secret } = botOfTemplate(row.database);
  const key = await applyBot(client, { login, name: "Platform" });
  await replaceSecret(deps.sql, secret, key);
  const bot = await enter(template, "bot");
  if (bot) return bot;
  throw new AppError("odoo_failed", `Cannot seal ${row.database}: its bot is not let in.`);
}

/** Whether nobody but the bot gets in, and nothing runs. */
export async function isSealed(template: Template, bot: OdooClient): Promise<boolean> {
  if (!await isPaused(bot)) return false;
  return (await observeTemplateLogins(bot, ownLogins(template))).length === 0;
}

/** Whether no user but the bot is active, and no scheduled work. Changes nothing, not even for a moment. */
export async function isPaused(bot: OdooClient): Promise<boolean> {
  const { paused, running } = await observePause(bot);
  return paused && running.users.length + running.crons.length === 0;
}

/**
 * Shuts a template: no password, no key but the bot's, no active user, no scheduled work, and, on a
 * PostgreSQL of ours, nobody else's connections. `resume` opens a copy.
 */
export async function seal(template: Template, bot: OdooClient): Promise<void> {
  const { deps, row } = template;
  // PostgreSQL alone is to copy it.
  if (ownPostgres(deps, row.odoo_url)) await moveFilesIntoDatabase(bot);
  await revokeTemplateLogins(bot, ownLogins(template));
  await pause(bot);
  const admin = postgresBelow(deps, row.odoo_url);
  if (admin) await closeDatabase(admin, row.database);
}
