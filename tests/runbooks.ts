import { join, relative } from "node:path";
import postgres from "postgres";
import { root } from "../stack/paths.ts";
import { filesBelow } from "./files.ts";
import type { Count } from "./pgtap.ts";

const noRun = "00000000-0000-0000-0000-000000000000";

/** Every SQL block of the README, the runbooks and the deployment runs as it stands, on a database without secrets; nothing of it stays. */
export async function runRunbooks(
  databaseUrl: string,
  print: (line: string) => void,
): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  const runbooks = await filesBelow(join(root, "docs/runbooks"), ".md");
  for (const file of [join(root, "README.md"), ...runbooks, join(root, "docs/deploy.md")]) {
    const text = await Deno.readTextFile(file);
    for (const [, block = ""] of text.matchAll(/^```sql\n(.*?)^```$/gms)) {
      const fault = await faultOf(block.replaceAll("<run id>", noRun), databaseUrl);
      if (fault === undefined) count.passed++;
      else {
        count.failed++;
        print(`✗ ${relative(root, file)}: ${fault}, in:\n${block}`);
      }
    }
  }
  return count;
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
