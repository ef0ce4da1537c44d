import { join } from "node:path";
import postgres from "postgres";
import { root } from "./paths.ts";

const folder = join(root, "supabase/seeds/example");

/** The files of the example, a finance team's calendar, in their order; loaded again they change nothing. */
export async function exampleFiles(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  return names.filter((name) => name.endsWith(".sql")).sort().map((name) => join(folder, name));
}

/** Loads the example; an instance begins without it, so that people's own seeds are alone there. */
export async function loadExample(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    for (const file of await exampleFiles()) await sql.unsafe(await Deno.readTextFile(file));
  } finally {
    await sql.end();
  }
}
