import postgres from "postgres";

/** What is done for tenants by itself would come between what tests do to them, and ask. */
export async function leaveTenantsAlone(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`update control.cares set every = '1 day', first_after = '1 day'`;
  await sql.end();
}
