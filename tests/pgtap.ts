import { relative } from "node:path";
import postgres from "postgres";
import type { PostgresError } from "postgres";
import { root } from "../stack/paths.ts";
import { parseTap } from "./tap.ts";
import type { TapResult } from "./tap.ts";

export interface Count {
  passed: number;
  failed: number;
}

/** Runs the files as `supabase test db` does, as role postgres, each in a connection of its own. */
export async function runPgtap(
  files: string[],
  databaseUrl: string,
  print: (line: string) => void,
): Promise<Count> {
  const total = { passed: 0, failed: 0 };
  await withConnection(
    databaseUrl,
    (sql) => sql`create extension if not exists pgtap with schema extensions`,
  );
  for (const file of files) {
    const started = performance.now();
    const result = await runFile(file, databaseUrl);
    const failures = [
      ...result.tests.filter((test) => !test.passed).map((test) =>
        [`not ok - ${test.description}`, ...test.diagnostics].join("\n    ")
      ),
      ...result.problems,
    ];
    const passed = result.tests.filter((test) => test.passed).length;
    const time = `${Math.round(performance.now() - started)} ms`;
    print(`${failures.length ? "✗" : "✓"} ${relative(root, file)} (${passed} passed, ${time})`);
    for (const failure of failures) print(`    ${failure}`);
    total.passed += passed;
    total.failed += failures.length;
  }
  return total;
}

async function runFile(file: string, databaseUrl: string): Promise<TapResult> {
  // psql's own commands, such as \set ON_ERROR_STOP, mean nothing to the server.
  const text = (await Deno.readTextFile(file)).replace(/^\\.*$/gm, "");
  try {
    return parseTap(await withConnection(databaseUrl, (sql) => tapOf(sql, text)));
  } catch (error) {
    if ((error as Error).name !== "PostgresError") throw error;
    return { tests: [], problems: [describeError(error as PostgresError, text)] };
  }
}

/** All values of all rows, in order: pgTAP returns its lines as the results of the statements. */
async function tapOf(sql: postgres.Sql, text: string): Promise<string> {
  const result = await sql.unsafe(text).simple();
  const sets = (Array.isArray(result[0]) ? result : [result]) as Record<string, unknown>[][];
  return sets.flatMap((rows) => rows.flatMap((row) => Object.values(row))).join("\n");
}

function describeError(error: PostgresError, text: string): string {
  const line = error.position && text.slice(0, Number(error.position)).split("\n").length;
  const place = line ? ` at line ${line}` : "";
  const more = [error.detail, error.hint, error.where].filter(Boolean).join("\n    ");
  return `${error.severity}${place}: ${error.message}${more && `\n    ${more}`}`;
}

async function withConnection<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
