import postgres from "postgres";

/** Creates the event triggers of the migrations: Supabase lets its role postgres do so, PostgreSQL the superuser alone, whose URL this is. */
export async function noticeDdl(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select ops.notice_ddl()`;
  } finally {
    await sql.end();
  }
}
