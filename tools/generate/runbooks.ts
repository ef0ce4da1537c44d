import { join } from "node:path";
import { root } from "../../stack/paths.ts";
import type { Runbook } from "../../supabase/functions/_shared/resources/runbook_pages.ts";

/** Beside what serves it: a deployed function has the files that it imports, and no others. */
export const runbooksPath = "supabase/functions/_shared/resources/runbooks.json";

/** The pages of docs/runbooks, as the API gives them. */
export async function runbookPages(): Promise<string> {
  const folder = join(root, "docs/runbooks");
  const pages: Runbook[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(join(folder, name));
    pages.push({ name: name.replace(/\.md$/, ""), title: /^# (.+)$/m.exec(text)![1]!, text });
  }
  pages.sort((one, other) => one.name < other.name ? -1 : 1);
  return JSON.stringify(pages, null, 2) + "\n";
}
