import type { OdooStack } from "../../../stack/types.ts";

/** What a function is told of the stack's database, tokens and Odoo. */
export function functionEnvironment(
  { databaseUrl, functionsSecret, seedRunToken, odoo }: OdooStack,
): Record<string, string> {
  return {
    SUPABASE_DB_URL: databaseUrl,
    SEED_RUN_TOKEN: seedRunToken,
    FUNCTIONS_SECRET: functionsSecret,
    ODOO_URL: odoo.url,
    ODOO_DB: odoo.database,
    ODOO_USER: odoo.logins.bot.login,
    ODOO_PASSWORD: odoo.logins.bot.password,
  };
}
