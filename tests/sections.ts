import { join } from "node:path";
import { root } from "../stack/paths.ts";
import { filesBelow } from "./files.ts";

/** The kinds of tests, in the order in which they are told. */
export const SECTIONS = ["unit", "generated", "pgtap", "integration", "hosted", "chaos"] as const;
export type Section = typeof SECTIONS[number];

/** The files that a section runs; chaos makes up its tests. */
export async function findFiles(section: Section): Promise<string[]> {
  const integration = join(root, "tests/integration");
  const hosted = join(root, "tests/hosted");
  const peers = join(root, "tests/peers"); // `deno task test:peers`
  if (section === "generated") {
    return [join(root, "tests/generated.ts"), join(root, "tests/runbooks.ts")];
  }
  if (section === "pgtap") return await filesBelow(join(root, "supabase/tests"), ".sql");
  if (section === "integration") return await filesBelow(integration, "_test.ts");
  if (section === "hosted") return await filesBelow(hosted, "_test.ts");
  if (section === "chaos") return [];
  const all = await filesBelow(root, "_test.ts");
  return all.filter((file) =>
    ![integration, hosted, peers].some((folder) => file.startsWith(`${folder}/`))
  );
}
