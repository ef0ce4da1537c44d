import { join, relative } from "node:path";
import postgres from "postgres";
import { root } from "../stack/paths.ts";
import { filesBelow } from "./files.ts";
import type { Count } from "./pgtap.ts";

/** What psql would put in the place of its variables. */
const variables: Record<string, string> = {
  run_id: "'00000000-0000-0000-0000-000000000000'",
};

/** SQL takes a placeholder in quotes for a value; one that is a variable of psql is refused until it is set. */
const placeholder = /'<[^>'\n]+>'|= '…'/g;

/**
 * Every SQL block of the README, the runbooks and the deployment runs as it stands, on a database
 * without secrets; nothing of it stays. No file of the docs has a placeholder that SQL would take.
 */
export async function runRunbooks(
  databaseUrl: string,
  print: (line: string) => void,
): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  const runbooks = await filesBelow(join(root, "docs/runbooks"), ".md");
  for (const file of [join(root, "README.md"), ...runbooks, join(root, "docs/deploy.md")]) {
    const text = await Deno.readTextFile(file);
    for (const [, block = ""] of text.matchAll(/^```sql\n(.*?)^```$/gms)) {
      const fault = await faultOf(withVariables(block), databaseUrl);
      if (fault === undefined) count.passed++;
      else {
        count.failed++;
        print(`✗ ${relative(root, file)}: ${fault}, in:\n${block}`);
      }
    }
  }
  for (const file of [join(root, "README.md"), ...await filesBelow(join(root, "docs"), ".md")]) {
    for (const [found] of (await Deno.readTextFile(file)).matchAll(placeholder)) {
      count.failed++;
      print(
        `✗ ${relative(root, file)}: ${found} is taken for a value; make it a variable of psql.`,
      );
    }
  }
  return count;
}

function withVariables(block: string): string {
  return block.replaceAll(/:'(\w+)'/g, (_, name) => variables[name] ?? `'a ${name}'`);
}

async function faultOf(block: string, databaseUrl: string): Promise<string | undefined> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`begin; delete from vault.secrets; ${block} rollback;`).simple();
    return undefined;
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.message;
    throw error;
  } finally {
    await sql.end();
  }
}
