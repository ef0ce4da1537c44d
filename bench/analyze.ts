import postgres from "postgres";
import type { Stack } from "../stack/stack.ts";

/**
 * Brings the statistics of both databases up to date, as autovacuum does within a minute: no part
 * is to be measured on plans made for empty tables. Odoo's own databases only where the stack runs it.
 */
export async function analyze(stack: Stack, databases: string[]): Promise<void> {
  const postgresUrl = stack.odoo?.postgresUrl;
  const odoo = postgresUrl ? databases.map((database) => postgresUrl + database) : [];
  const urls = [stack.databaseUrl, ...odoo];
  for (const url of urls) {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql`analyze`;
    await sql.end();
  }
}
