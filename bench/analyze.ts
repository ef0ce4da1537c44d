import postgres from "postgres";
import type { Stack } from "../stack/stack.ts";

/**
 * Brings both databases to where autovacuum brings them within minutes: no part is to be measured on
 * plans made for empty tables, nor beside the vacuum of what was just planted. Odoo's own databases only where the stack runs it.
 */
export async function analyze(stack: Stack, databases: string[]): Promise<void> {
  const postgresUrl = stack.odoo?.postgresUrl;
  const odoo = postgresUrl ? databases.map((database) => postgresUrl + database) : [];
  const urls = [stack.databaseUrl, ...odoo];
  for (const url of urls) {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql`vacuum (analyze)`;
    await sql.end();
  }
}
