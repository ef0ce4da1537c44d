import { join } from "node:path";
import { parse } from "smol-toml";
import { root } from "../../stack/paths.ts";
import { filesBelow } from "../../tests/files.ts";

/** A file of SQL by its path below the root. */
export interface SqlFile {
  path: string;
  text: string;
}

const supabase = join(root, "supabase");

/** The source of the database: supabase/schemas, in the order that config.toml says. */
export async function schemaFiles(folder = supabase): Promise<SqlFile[]> {
  const config = parse(await Deno.readTextFile(join(folder, "config.toml"))) as {
    db: { migrations: { schema_paths: string[] } };
  };
  const files: string[] = [];
  for (const path of config.db.migrations.schema_paths) {
    const within = /^(.*)\/\*\.sql$/.exec(path)?.[1];
    if (within === undefined) files.push(join(folder, path));
    else files.push(...await filesBelow(join(folder, within), ".sql"));
  }
  return await Promise.all(files.map(read));
}

/** Every migration, in the order in which they are applied. */
export async function migrationFiles(folder = supabase): Promise<SqlFile[]> {
  return await Promise.all((await filesBelow(join(folder, "migrations"), ".sql")).map(read));
}

async function read(file: string): Promise<SqlFile> {
  return { path: file.slice(root.length + 1), text: await Deno.readTextFile(file) };
}
