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

/** Blocks of SQL, and whole statements within a line. */
const statements =
  /^```sql\n(?<block>.*?)^```$|`(?<line>(?:select|insert|update|delete)\b[^`]*;)`/gms;

/**
 * Every block and statement of SQL in the README and the docs runs as it stands, on a database
 * without secrets; nothing of it stays. No page has a placeholder that SQL would take for a value.
 */
export async function runRunbooks(
  databaseUrl: string,
  print: (line: string) => void,
): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  for (const file of [join(root, "README.md"), ...await filesBelow(join(root, "docs"), ".md")]) {
    const text = await Deno.readTextFile(file);
    for (const { groups } of text.matchAll(statements)) {
      const sql = groups!.block ?? groups!.line!;
      const fault = await faultOf(withVariables(sql), databaseUrl);
      if (fault === undefined) count.passed++;
      else {
        count.failed++;
        print(`✗ ${relative(root, file)}: ${fault}, in:\n${sql}`);
      }
    }
    for (const [found] of text.matchAll(placeholder)) {
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

/** Nothing is sent anywhere; and who administers the database, by the variable email, owns the platform. */
const preamble = `
  delete from vault.secrets;
  insert into auth.users (id, aud, role, email)
  values ('00000000-0000-0000-0000-000000000001', 'authenticated', 'authenticated', 'a email');
  select control.make_platform_owner('a email');
`;

async function faultOf(block: string, databaseUrl: string): Promise<string | undefined> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`begin; ${preamble} ${block} rollback;`).simple();
    return undefined;
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.message;
    throw error;
  } finally {
    await sql.end();
  }
}
