import postgres from "postgres";

/** Makes a new cluster look like Supabase, once; `url` is the superuser's, `password` the new roles'. */
export async function bootstrap(url: string, password: string): Promise<void> {
  const script = (await Promise.all(["bootstrap.sql", "auth.sql"].map(
    (file) => Deno.readTextFile(new URL(`./${file}`, import.meta.url)),
  ))).join("\n");
  const literal = `'${password.replaceAll("'", "''")}'`;
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [done] = await sql`select to_regnamespace('extensions') is not null as done`;
    if (done?.done) return;
    await sql.unsafe(`begin; ${script.replaceAll(":'password'", () => literal)}; commit;`).simple();
  } finally {
    await sql.end();
  }
}
