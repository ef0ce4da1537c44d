import { diffSql } from "./diff_sql.ts";
import { differences } from "./differences.ts";
import { factsAt } from "./gate.ts";
import { applyFile, type MakeDatabase } from "./scratch.ts";
import type { SqlFile } from "./sources.ts";

const missing = `
-- What follows no tool can say: rows, cron jobs, queues. Write it here, and remove these lines.
`;

/**
 * What has to be run on a database of the migrations so that it is one of the schemas; undefined where
 * it is already. What could not be said in SQL is listed in comments at the end.
 */
export async function migrationText(
  make: MakeDatabase,
  schemas: SqlFile[],
  migrations: SqlFile[],
  purpose: string,
): Promise<string | undefined> {
  const [from, to] = [await make("by_migrations", migrations), await make("by_schemas", schemas)];
  const unlike = async () =>
    differences({
      here: ["the schemas", await factsAt(to)],
      there: ["the migrations", await factsAt(from)],
    });
  if ((await unlike()).length === 0) return undefined;
  const text = migrationHead(purpose) + await diffSql(from, to);
  await applyFile(from, { path: "the migration", text });
  const left = (await unlike()).map((line) => `-- ${line}`);
  return left.length === 0 ? text : `${text}${missing}${left.join("\n")}\n`;
}

/** How every migration begins: why it is there, and that it waits for nobody for long. */
function migrationHead(purpose: string): string {
  return `-- ${purpose}\nset lock_timeout = '5s';\nset statement_timeout = '60s';\n\n`;
}
