import { join } from "node:path";
import postgres from "postgres";
import { bootstrap } from "../../stack/postgres/bootstrap.ts";
import { startPostgres } from "../../stack/postgres/server.ts";
import { freePort } from "../../stack/process.ts";
import { unprivilegedUser } from "../../stack/run_as.ts";
import type { Progress } from "../../stack/types.ts";
import type { SqlFile } from "./sources.ts";

/**
 * Makes a database, anew where there is one of that name: as a new project of Supabase's has it, or as
 * another one that was made here is. Applies files to it and returns its URL.
 */
export type MakeDatabase = (name: string, files: SqlFile[], like?: string) => Promise<string>;

/** A server for as long as `work` takes: what is made there is gone afterwards. */
export async function withScratchServer<T>(
  progress: Progress,
  work: (make: MakeDatabase) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  const port = freePort();
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    port,
    superuser: "supabase_admin",
    password: "postgres",
    settings: { fsync: "off" },
    logFile: join(folder, "postgres.log"),
    progress,
    runAs: unprivilegedUser(),
  });
  try {
    await bootstrap(server.url, "postgres");
    const url = (name: string) => `postgresql://postgres:postgres@127.0.0.1:${port}/${name}`;
    return await work(async (name, files, like = "postgres") => {
      await run(url("template1"), `drop database if exists ${name}`);
      await run(url("template1"), `create database ${name} template ${like}`);
      for (const file of files) await applyFile(url(name), file);
      return url(name);
    });
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Applies a file as a whole or not at all; the error names it with the line. */
export async function applyFile(url: string, { path, text }: SqlFile): Promise<void> {
  try {
    await run(url, text);
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const line = text.slice(0, Number(error.position ?? 0)).split("\n").length;
    throw new Error(`Cannot apply ${path}: ${error.message}, at line ${line}`, { cause: error });
  }
}

async function run(url: string, text: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(text).simple();
  } finally {
    await sql.end();
  }
}
