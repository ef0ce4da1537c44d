import { diagramParts } from "./diagram_parts.ts";
import { groupsOf } from "./groups.ts";
import { mermaidOf } from "./mermaid.ts";
import { keyOf } from "./names.ts";
import { byPlace, pagePaths } from "./page_paths.ts";
import type { Structure } from "./structure.ts";

/** Begins every diagram, so that one of an earlier time is known for what it is. */
export const diagramMark = "%% Written by ocp introspect: what is changed here is lost.";

/** Every diagram as a file of its own by its path: as many for a module or a schema as can be read. */
export function* diagramsOf(structure: Structure): Generator<[path: string, text: string]> {
  const paths = pagePaths(structure);
  for (const { kind, name, tables } of groupsOf(structure)) {
    const path = paths.get(keyOf(kind, name))!.replace(/\.md$/, "");
    const parts = diagramParts(structure, tables.toSorted(byPlace));
    for (const [at, part] of parts.entries()) {
      const number = parts.length > 1 ? `.${at + 1}` : "";
      yield [
        `${path}${number}.mmd`,
        `${diagramMark}\n${mermaidOf(structure, part)}\n`,
      ];
    }
  }
}
