import Papa from "papaparse";
import { stringify } from "yaml";
import { momentText } from "./moment.ts";
import { type Cell, table } from "../terminal/table.ts";
import { width } from "../terminal/width.ts";

/** How an answer may be written. */
export const formats = ["table", "json", "yaml", "csv"] as const;

export type Format = (typeof formats)[number];

/** An answer for people's eyes and for spreadsheets: the columns that matter. */
export interface Listing {
  titles: string[];
  rows: Cell[][];
  /** Said where there is no row. */
  none?: string;
}

/** Tables are no narrower and no wider than this, whatever the terminal. */
const [narrowest, widest] = [60, 200];

/** What --output and --json say. */
export function chosenFormat({ output, json }: { output?: Format; json?: boolean }): Format {
  return json ? "json" : output ?? "table";
}

/** How wide what is shown is, where a terminal is so wide. */
export function pageColumns(columns: number): number {
  return Math.min(widest, Math.max(narrowest, columns));
}

/** An answer in a format: JSON and YAML have all of the value, a table and CSV the listing. */
export function written(
  format: Format,
  value: unknown,
  listing: Listing,
  columns: number,
): string {
  if (format === "json") return JSON.stringify(value, null, 2);
  if (format === "yaml") return stringify(value).trimEnd();
  if (format === "csv") return csv(listing);
  if (listing.rows.length === 0) return listing.none ?? "There is none.";
  const limit = pageColumns(columns);
  const shown = { ...listing, rows: listing.rows.map((row) => row.map(onOneLine)) };
  const lines = table(shown.titles, shown.rows, limit);
  return (fits(lines, limit) ? lines : stacked(shown, limit)).join("\n");
}

/** What others wrote must neither break a table nor steer a terminal. */
function onOneLine(cell: Cell): Cell {
  if (typeof cell === "string") return momentText(cell).replace(/\p{Cc}+/gu, " ");
  return cell !== null && typeof cell === "object"
    ? { ...cell, text: cell.text.replace(/\p{Cc}+/gu, " ") }
    : cell;
}

function csv({ titles, rows }: Listing): string {
  const data = rows.map((row) => row.map((cell) => typeof cell === "object" ? cell?.text : cell));
  return Papa.unparse({ fields: titles, data }, { newline: "\n", escapeFormulae: false });
}

function fits(lines: string[], limit: number): boolean {
  return lines.every((line) => width(plain(line)) <= limit);
}

/** More columns than stand side by side: a row is a small table of two. */
function stacked({ titles, rows }: Listing, limit: number): string[] {
  return rows.flatMap((row, at) => {
    const pairs = titles.map((title, column) => [title, row[column] ?? null]);
    const [, , ...lines] = table(["", ""], pairs, limit);
    return at === 0 ? lines : ["", ...lines];
  });
}

function plain(line: string): string {
  // deno-lint-ignore no-control-regex -- colours are control characters
  return line.replace(/\x1b\[\d+m/g, "");
}
