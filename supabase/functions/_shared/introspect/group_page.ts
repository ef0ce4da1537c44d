import { diagramParts } from "./diagram_parts.ts";
import type { Group } from "./groups.ts";
import { codeText, counted, plainText, tableLines } from "./markdown_words.ts";
import { mermaidOf } from "./mermaid.ts";
import { sortedBy } from "./names.ts";
import { calledOnPages, type Links } from "./page_links.ts";
import { byPlace } from "./page_paths.ts";
import { tableKey } from "./references.ts";
import type { Structure, Table } from "./structure.ts";
import { tableSection } from "./table_section.ts";

/** The page of a module or a schema: its diagrams, its tables, its enums, and what it adds to other tables. */
export function groupPage(structure: Structure, group: Group, links: Links): string[] {
  const { kind, name, label } = group;
  const tables = group.tables.toSorted(byPlace);
  const word = kind === "module" ? "Module" : "Schema";
  return [
    `# ${word} ${plainText(name)}${label ? `: ${plainText(label)}` : ""}`,
    "",
    `${counted(tables.length, "table")} of ${codeText(structure.database)} · ` +
    "[index](../index.md) · [every table](../tables.md)",
    "",
    ...tableLines(
      ["table", "called", "columns", "references"],
      tables.map((table) => [
        links.toTable(tableKey(table), calledOnPages(table)),
        plainText(table.label ?? table.comment ?? ""),
        String(table.columns.length),
        String(table.foreignKeys.length),
      ]),
    ),
    "",
    ...diagramLines(structure, tables),
    ...tables.length === 0 ? [] : ["## Tables", ""],
    ...tables.flatMap((table) => tableSection(table, links)),
    ...enumLines(structure, group),
    ...addedLines(structure, group, links),
  ];
}

function diagramLines(structure: Structure, tables: Table[]): string[] {
  return diagramParts(structure, tables).flatMap((part, at, { length }) => [
    `## Diagram${length > 1 ? ` ${at + 1} of ${length}` : ""}`,
    "",
    "```mermaid",
    mermaidOf(structure, part),
    "```",
    "",
    ...part.leftOut === 0
      ? []
      : [`${counted(part.leftOut, "neighbour")} more found no room here.`, ""],
  ]);
}

function enumLines({ enums }: Structure, { kind, name }: Group): string[] {
  const own = kind === "schema" ? enums.filter(({ schema }) => schema === name) : [];
  if (own.length === 0) return [];
  return [
    "## Enums",
    "",
    ...tableLines(
      ["enum", "values", ""],
      own.map(({ name, values, comment }) => [
        codeText(name),
        values.map(codeText).join(", "),
        plainText(comment ?? ""),
      ]),
    ),
    "",
  ];
}

/** The fields that a module has brought into tables of other modules. */
function addedLines({ tables }: Structure, { kind, name }: Group, links: Links): string[] {
  if (kind === "schema") return [];
  const rows = tables.filter(({ module }) => module !== name).toSorted(byPlace).flatMap((table) => {
    const stored = table.columns.filter(({ field }) => field?.module === name);
    const others = (table.fields ?? []).filter(({ module }) => module === name);
    const fields = sortedBy([...stored, ...others].map(({ name }) => name), (field) => field);
    return fields.length === 0 ? [] : [[
      links.toTable(tableKey(table), calledOnPages(table)),
      fields.map(codeText).join(", "),
    ]];
  });
  if (rows.length === 0) return [];
  return ["## Fields in tables of other modules", "", ...tableLines(["table", "fields"], rows), ""];
}
