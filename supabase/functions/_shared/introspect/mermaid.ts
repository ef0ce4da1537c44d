import type { DiagramPart } from "./diagram_parts.ts";
import { dotted } from "./names.ts";
import { tableKey, targetKey, tellingKeys } from "./references.ts";
import type { Column, ForeignKey, Structure, Table } from "./structure.ts";

/** A diagram with the keys of its own tables, and what leads from where to where. */
export function mermaidOf(structure: Structure, { own, near }: DiagramPart): string {
  const shown = new Map([...own, ...near].map((table) => [tableKey(table), table]));
  const isOwn = new Set(own.map(tableKey));
  const lines = [...shown.values()].flatMap((table) => {
    const edges = tellingKeys(table, structure).filter((key) =>
      shown.has(targetKey(key)) && (isOwn.has(tableKey(table)) || isOwn.has(targetKey(key)))
    );
    return edges.map((key) => edgeText(table, key, shown.get(targetKey(key))!));
  });
  return [
    "erDiagram",
    ...own.flatMap((table) => entityText(table, structure)),
    ...near.map((table) => `  ${entityName(table)}`),
    ...lines,
  ].join("\n");
}

/** The schema that goes without saying is not said. */
function entityName({ schema, name }: Table): string {
  return quotedText(schema === "public" ? name : dotted(schema, name));
}

/** Mermaid has no way to write a double quote between two, nor signs that are not seen. */
function quotedText(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replaceAll('"', "'")
    .replace(/[%\\#;]/g, "_");
  return `"${plain}"`;
}

function entityText(table: Table, structure: Structure): string[] {
  const columns = keyColumns(table, structure);
  if (columns.length === 0) return [`  ${entityName(table)}`];
  return [`  ${entityName(table)} {`, ...columns, "  }"];
}

function keyColumns(table: Table, structure: Structure): string[] {
  const primary = new Set(table.primaryKey?.columns);
  const foreign = new Set(tellingKeys(table, structure).flatMap(({ columns }) => columns));
  const unique = new Set(table.unique.flatMap(({ columns }) => columns));
  return table.columns.flatMap((column) => {
    const marks = [
      primary.has(column.name) && "PK",
      foreign.has(column.name) && "FK",
      unique.has(column.name) && "UK",
    ].filter(Boolean);
    return marks.length > 0 ? [`    ${columnText(column)} ${marks.join(", ")}`] : [];
  });
}

function columnText({ name, type }: Column): string {
  return `${word(type)} ${word(name)}`;
}

/** A type or a column is one word to Mermaid. */
function word(text: string): string {
  const plain = text.replace(/[^\p{L}\p{N}_()[\]]/gu, "_");
  return /^[a-z]/i.test(plain) ? plain : `_${plain}`;
}

function edgeText(table: Table, key: ForeignKey, target: Table): string {
  const columns = table.columns.filter(({ name }) => key.columns.includes(name));
  const one = columns.some(({ nullable }) => nullable) ? "|o" : "||";
  const keys = [table.primaryKey, ...table.unique].map((own) => own?.columns.toSorted().join("\n"));
  const many = keys.includes(key.columns.toSorted().join("\n")) ? "o|" : "o{";
  return `  ${entityName(target)} ${one}--${many} ${entityName(table)} : ${
    quotedText(key.columns.join(", "))
  }`;
}
