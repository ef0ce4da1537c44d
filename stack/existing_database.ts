import postgres from "postgres";
import { isLoopback } from "./loopback.ts";
import { applyMigrations } from "./migrations.ts";
import type { StackOptions } from "./types.ts";

/** Which database a connection URL names, in words without its password. */
export function inWords(url: string): string {
  const { pathname, host } = new URL(url);
  return `database "${decodeURIComponent(pathname.slice(1)) || "postgres"}" at ${host}`;
}

/** @throws {Error} when the URL is no connection URL, or leads to another machine and nobody said yes */
export function requireConsent(url: string, yes = false): void {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Error(
      "Cannot use the database: its URL is not postgresql://user:password@host/name.",
    );
  }
  if (yes || isLoopback(url)) return;
  throw new Error(
    `Cannot start: ${inWords(url)} is not on this machine, and would be migrated. ` +
      "Add --yes if it is the one.",
  );
}

/** Migrates a database that somebody else has started; nothing of it is dropped, and nothing is stopped at the end. */
export async function useDatabase(url: string, { seeds, progress }: StackOptions) {
  await progress.step(`Apply migrations to ${inWords(url)}`, async (update) => {
    await accepts(url);
    update((await applyMigrations(url, { seeds })).told);
  });
  return { url, broken: new Promise<string>(() => {}) };
}

async function accepts(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    await sql`select`;
  } catch (error) {
    throw new Error(`Cannot use ${inWords(url)}: ${(error as Error).message}.`, { cause: error });
  } finally {
    await sql.end();
  }
}
