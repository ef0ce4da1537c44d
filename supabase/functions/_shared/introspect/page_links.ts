import { codeText, linkTo } from "./markdown_words.ts";
import { dotted } from "./names.ts";
import { anchorOf, type PagePaths, pagePaths, pathOf } from "./page_paths.ts";
import { tableKey } from "./references.ts";
import type { Structure, Table } from "./structure.ts";

/** Leads from one page to another; paths are as seen from a page of a module or a schema. */
export interface Links {
  paths: PagePaths;
  /** A table as a link where it is there, else its name. */
  toTable(key: string, name: string): string;
  /** The table of a model as a link where it is there, else the model's name. */
  toModel(model: string): string;
}

/** The links between the pages of a structure. */
export function linksOf(structure: Structure, up = "../"): Links {
  const paths = pagePaths(structure);
  const tables = new Map(structure.tables.map((table) => [tableKey(table), table]));
  const models = new Map(structure.tables.map((table) => [table.model, table]));
  const link = (table: Table | undefined, name: string) =>
    table
      ? linkTo(codeText(name), `${up}${pathOf(paths, table)}#${anchorOf(table)}`)
      : codeText(name);
  return {
    paths,
    toTable: (key, name) => link(tables.get(key), name),
    toModel: (model) => link(models.get(model), model),
  };
}

/** A table as pages call it: without the schema that goes without saying. */
export function calledOnPages({ schema, name }: Pick<Table, "schema" | "name">): string {
  return schema === "public" ? name : dotted(schema, name);
}
