import { administrator } from "../steps/administrator.ts";
import { binding } from "../steps/binding.ts";
import { unseal } from "../steps/block.ts";
import { announce } from "../steps/announce.ts";
import { bot } from "../steps/bot.ts";
import { company } from "../steps/company.ts";
import { database } from "../steps/database.ts";
import { databaseRole } from "../steps/database_role.ts";
import { foreignLogins } from "../steps/foreign_logins.ts";
import { identity } from "../steps/identity.ts";
import { joinIntegrations } from "../steps/integrations.ts";
import { modules } from "../steps/modules.ts";
import { recordModules } from "../steps/record_modules.ts";
import { analyticsLogin, schema } from "../steps/schema.ts";
import { smokeTest } from "../steps/smoke.ts";
import { welcomeMail } from "../steps/welcome_mail.ts";

/** What makes a database the tenant's own, whatever it was copied from. The bot comes first: it does the rest. */
export const fill = [
  ...[database, modules, recordModules, bot, administrator, foreignLogins, company, identity],
  ...[databaseRole, unseal],
];

/** What makes the tenant known to everybody else. */
export const finish = [
  ...[schema, analyticsLogin, binding, ...joinIntegrations, smokeTest],
  // Nobody is told of what may not work.
  ...[welcomeMail, announce],
];
