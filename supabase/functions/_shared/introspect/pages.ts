import { groupPage } from "./group_page.ts";
import { groupsOf } from "./groups.ts";
import { indexPage, tablesPage } from "./index_page.ts";
import { keyOf } from "./names.ts";
import { linksOf } from "./page_links.ts";
import type { Structure } from "./structure.ts";

/** Begins every page, so that one of an earlier time is known for what it is. */
export const pageMark = "<!-- Written by ocp introspect: what is changed here is lost. -->";

/** A page after the other by its path: an index, every table by its name, a page a module or schema. */
export function* pagesOf(structure: Structure): Generator<[path: string, text: string]> {
  const fromTop = linksOf(structure, "");
  yield ["index.md", textOf(indexPage(structure, fromTop))];
  yield ["tables.md", textOf(tablesPage(structure, fromTop))];
  const links = linksOf(structure);
  for (const group of groupsOf(structure)) {
    const path = links.paths.get(keyOf(group.kind, group.name))!;
    yield [path, textOf(groupPage(structure, group, links))];
  }
}

function textOf(lines: string[]): string {
  const text = [pageMark, "", ...lines].join("\n").trimEnd();
  return `${text.replace(/\n{3,}/g, "\n\n")}\n`;
}
