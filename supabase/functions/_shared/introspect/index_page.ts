import { type Group, groupsOf } from "./groups.ts";
import { codeText, counted, grouped, linkTo, plainText, tableLines } from "./markdown_words.ts";
import { keyOf } from "./names.ts";
import { calledOnPages, type Links } from "./page_links.ts";
import { byPlace } from "./page_paths.ts";
import { tableKey } from "./references.ts";
import type { Structure } from "./structure.ts";

/** The page to begin with: every module and schema that has tables. */
export function indexPage(structure: Structure, links: Links): string[] {
  const { database, odoo, tables, enums } = structure;
  const groups = groupsOf(structure);
  const modules = groups.filter(({ kind }) => kind === "module");
  return [
    `# ${plainText(database)}`,
    "",
    [
      odoo && `Odoo ${plainText(odoo.version)}`,
      counted(tables.length, "table"),
      enums.length > 0 && counted(enums.length, "enum"),
      odoo &&
      `${counted(odoo.modules.length, "module")}, ${modules.length} of them here`,
      linkTo("every table", "tables.md"),
    ].filter(Boolean).join(" · "),
    "",
    ...section("Modules", modules, links),
    ...section("Schemas", groups.filter(({ kind }) => kind === "schema"), links),
  ];
}

function section(title: string, groups: Group[], { paths }: Links): string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ kind, name, label, tables }) => [
    linkTo(codeText(name), paths.get(keyOf(kind, name))!),
    plainText(label ?? ""),
    String(tables.length),
    grouped(tables.reduce((sum, { columns }) => sum + columns.length, 0)),
  ]);
  return [`## ${title}`, "", ...tableLines(["name", "called", "tables", "columns"], rows), ""];
}

/** The page on which every table is found by its name. */
export function tablesPage({ database, tables }: Structure, links: Links): string[] {
  const rows = tables.toSorted(byPlace).map((table) => [
    links.toTable(tableKey(table), calledOnPages(table)),
    table.model ? codeText(table.model) : "",
    plainText(table.label ?? table.comment ?? ""),
  ]);
  return [
    `# Every table of ${plainText(database)}`,
    "",
    "[Index](index.md)",
    "",
    ...tableLines(["table", "model", "called"], rows),
  ];
}
