import { codeText, counted, grouped, plainText, tableLines } from "./markdown_words.ts";
import { dotted } from "./names.ts";
import { tableOfModel } from "./odoo_tables.ts";
import { calledOnPages, type Links } from "./page_links.ts";
import { anchorOf } from "./page_paths.ts";
import { targetKey } from "./references.ts";
import type { Column, Field, ForeignKey, Table } from "./structure.ts";

/** All that a page says of one table. */
export function tableSection(table: Table, links: Links): string[] {
  const { model, label, comment, fields = [] } = table;
  const said = comment && comment !== label ? plainText(comment) : "";
  return [
    `<a id="${anchorOf(table)}"></a>`,
    "",
    `### ${plainText(calledOnPages(table))}`,
    "",
    [label && `**${plainText(label)}**`, model && codeText(model), factsOf(table), said]
      .filter(Boolean).join(" · "),
    "",
    ...tableLines(
      ["column", "type", "", "default", ""],
      table.columns.map((column) => columnCells(column, table, links)),
    ),
    "",
    ...keyLines(table),
    ...fields.length === 0 ? [] : [
      "<details><summary>" + counted(fields.length, "field") + " without a column</summary>",
      "",
      ...tableLines(
        ["field", "kind", ""],
        fields.map((field) => [
          codeText(field.name),
          field.kind,
          fieldText(field, table, links),
        ]),
      ),
      "",
      "</details>",
      "",
    ],
  ];
}

function factsOf({ kind, rows }: Table): string {
  const about = rows === undefined ? "" : `about ${grouped(rows)} ${rows === 1 ? "row" : "rows"}`;
  return kind === "table" ? about : [kind, about].filter(Boolean).join(", ");
}

function columnCells(column: Column, table: Table, links: Links): string[] {
  const { name, type, nullable, field, comment } = column;
  const isKey = table.primaryKey?.columns.includes(name);
  const key = table.foreignKeys.find(({ columns }) => columns.includes(name));
  const said = [
    field && fieldText(field, table, links),
    comment && comment !== field?.label && plainText(comment),
    key && !leadsTo(field, key) && `→ ${links.toTable(targetKey(key), targetName(key, table))}`,
  ];
  const marks = [isKey ? "key" : nullable ? "" : "not null"];
  return [
    codeText(name),
    codeText(type),
    ...marks,
    startText(column),
    said.filter(Boolean).join(" · "),
  ];
}

/** Whether Odoo has said already where a foreign key leads. */
function leadsTo(field: Field | undefined, { to }: ForeignKey): boolean {
  return field?.relation !== undefined && tableOfModel(field.relation) === to.table;
}

function targetName({ to }: ForeignKey, { schema }: Table): string {
  return to.schema === schema ? to.table : dotted(to.schema, to.table);
}

function startText({ default: value, generated }: Column): string {
  return [generated ?? "", value === undefined ? "" : codeText(value)].filter(Boolean).join(" ");
}

/** What Odoo says of a field; its module where it is not that of the table. */
function fieldText(field: Field, table: Table, links: Links): string {
  const { label, help, relation, through, module, required } = field;
  const related = relation &&
    `${links.toModel(relation)}${through ? ` by ${codeText(through)}` : ""}`;
  return [
    `${plainText(label)}${required ? " (required)" : ""}`,
    help && plainText(help),
    related && `${field.kind} of ${related}`,
    module !== table.module && module && `from ${codeText(module)}`,
  ].filter(Boolean).join(" · ");
}

function keyLines({ primaryKey, unique, foreignKeys, indexes, checks }: Table): string[] {
  const composite = foreignKeys.filter(({ columns }) => columns.length > 1);
  const lines = [
    ...(primaryKey?.columns.length ?? 0) > 1 ? [codeText(primaryKey!.definition)] : [],
    ...unique.map(({ name, definition }) => `${codeText(name)}: ${codeText(definition)}`),
    ...composite.map(({ name, columns, to }) =>
      `${codeText(name)}: ${codeText(columns.join(", "))} → ` +
      codeText(`${dotted(to.schema, to.table)} (${to.columns.join(", ")})`)
    ),
    ...checks.map(({ name, definition }) => `${codeText(name)}: ${codeText(definition)}`),
    ...indexes.map(({ name, unique, definition }) =>
      `${codeText(name)}: ${unique ? "unique " : ""}index, ${codeText(definition)}`
    ),
  ];
  return lines.length === 0 ? [] : [...lines.map((line) => `- ${line}`), ""];
}
