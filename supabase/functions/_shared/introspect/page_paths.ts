import { groupOf, groupsOf } from "./groups.ts";
import { byText, dotted, keyOf } from "./names.ts";
import type { Structure, Table } from "./structure.ts";

/** Which file each module and each schema has, by its kind and name. */
export type PagePaths = Map<string, string>;

/** Files whose names every file system takes: names that become the same are numbered. */
export function pagePaths(structure: Structure): PagePaths {
  const taken = new Set<string>();
  const paths: PagePaths = new Map();
  for (const { kind, name } of groupsOf(structure)) {
    const plain = name.replace(/[^\w-]/g, "_").slice(0, 80);
    let path = `${kind}s/${plain}.md`;
    for (let next = 2; taken.has(path.toLowerCase()); next++) path = `${kind}s/${plain}-${next}.md`;
    taken.add(path.toLowerCase());
    paths.set(keyOf(kind, name), path);
  }
  return paths;
}

/** The file that tells of a table. */
export function pathOf(paths: PagePaths, table: Table): string {
  const { kind, name } = groupOf(table);
  return paths.get(keyOf(kind, name))!;
}

/** The place of a table on its page. */
export function anchorOf({ schema, name }: Pick<Table, "schema" | "name">): string {
  return dotted(schema, name).replace(
    /[^\w.-]/g,
    (sign) => `-${sign.codePointAt(0)!.toString(16)}-`,
  );
}

/** Sorted by what a reader looks for: the schema, and then the name. */
export function byPlace(a: Table, b: Table): number {
  return byText(a.schema, b.schema) || byText(a.name, b.name);
}
