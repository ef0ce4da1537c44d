import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { dbmlOf } from "../../supabase/functions/_shared/introspect/dbml.ts";
import { diagramMark, diagramsOf } from "../../supabase/functions/_shared/introspect/diagrams.ts";
import { erdOf } from "../../supabase/functions/_shared/introspect/erd.ts";
import { pageMark, pagesOf } from "../../supabase/functions/_shared/introspect/pages.ts";
import type { Structure } from "../../supabase/functions/_shared/introspect/structure.ts";
import { ignoreMissing } from "../../stack/missing.ts";
import type { StructureFormat } from "./structure_formats.ts";

/** The files of a format, one after the other, by their paths below the folder. */
export function* filesOf(
  structure: Structure,
  format: StructureFormat,
): Generator<[path: string, text: string]> {
  const is = (name: StructureFormat) => format === name || format === "all";
  if (is("dbml")) yield ["schema.dbml", dbmlOf(structure)];
  if (is("erd")) yield ["erd.json", erdOf(structure)];
  if (is("markdown")) yield* pagesOf(structure);
  if (is("mermaid")) yield* diagramsOf(structure);
}

/** Files that begin so are ours, and go when what they told of is gone. */
const marks: [ending: string, mark: string, format: StructureFormat][] = [
  [".md", pageMark, "markdown"],
  [".mmd", diagramMark, "mermaid"],
];

/** Writes the files of a format, and takes away those of an earlier time that are no longer among them. @returns how many were written and taken away */
export async function writeFiles(
  folder: string,
  structure: Structure,
  format: StructureFormat,
  written: (count: number) => void,
): Promise<{ files: number; removed: number }> {
  const paths = new Set<string>();
  for (const [path, text] of filesOf(structure, format)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    paths.add(file);
    written(paths.size);
  }
  return { files: paths.size, removed: await removeOthers(folder, paths, format) };
}

async function removeOthers(
  folder: string,
  paths: Set<string>,
  format: StructureFormat,
): Promise<number> {
  let removed = 0;
  for (const below of ["modules", "schemas"].map((name) => join(folder, name))) {
    for (const name of await namesIn(below)) {
      const file = join(below, name);
      const [, mark, of] = marks.find(([ending]) => name.endsWith(ending)) ?? [];
      if (mark === undefined || (format !== "all" && format !== of) || paths.has(file)) continue;
      if (!(await readFile(file, "utf8")).startsWith(mark)) continue;
      await rm(file);
      removed++;
    }
  }
  return removed;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing) ?? [];
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}
