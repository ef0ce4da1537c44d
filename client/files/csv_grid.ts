import Papa from "papaparse";
import type { CellValue, Grid } from "./grid.ts";

/** How a text of CSV is written. */
export interface CsvStyle {
  delimiter: string;
  newline: string;
}

/** A record, and the offset behind it. */
interface Step {
  data: string[];
  meta: { linebreak: string; cursor: number };
}

/** Of more texts than this, those that come first are shared. */
const mostShared = 10_000;

/** What a spreadsheet would take for a formula is written as a text, with an apostrophe. */
const formula = /^'*[=+\-@\t\r]/;

/** The rows of a text in CSV (RFC 4180), whichever of comma, semicolon and tab it is written with. */
export function csvGrid(name: string, text: string): Grid & { style: CsvStyle } {
  const rows: CellValue[][] = [];
  const lines: number[] = [];
  const once = shared();
  const style = { delimiter: delimiterOf(text), newline: "\n" };
  let [line, begin] = [1, 0];
  Papa.parse(text, {
    delimiter: style.delimiter,
    step: ({ data, meta }: Step) => {
      style.newline = meta.linebreak;
      rows.push(data.map((cell) => cell === "" ? null : once(plain(cell))));
      lines.push(line);
      line += breaksIn(text, begin, meta.cursor, meta.linebreak);
      begin = meta.cursor;
    },
  });
  if (rows.at(-1)?.every((cell) => cell === null)) rows.pop();
  return { name, rows, lineOf: lineIn(lines), style };
}

/** Gives the same text for equal ones, as stages and days are: a sheet has them a hundred thousand times. */
function shared(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same === undefined && known.size < mostShared) known.set(text, text);
    return same ?? text;
  };
}

function lineIn(lines: number[]): (row: number) => number {
  return (row) => lines[row] ?? row + 1;
}

/** The one by which most of the first lines have as many fields as each other, and many. */
function delimiterOf(text: string): string {
  const begin = text.slice(0, 100_000);
  const scores = [",", ";", "\t"].map((delimiter) => {
    const { data } = Papa.parse(begin, { delimiter, preview: 20 }) as { data: string[][] };
    const alike = Map.groupBy(data.filter((row) => row.length > 1), (row) => row.length);
    const score = Math.max(0, ...[...alike].map(([fields, rows]) => fields * rows.length));
    return { delimiter, score };
  });
  return scores.sort((a, b) => b.score - a.score)[0]!.delimiter;
}

function breaksIn(text: string, from: number, to: number, linebreak: string): number {
  let count = 0;
  for (let at = text.indexOf(linebreak, from); at >= 0 && at < to; count++) {
    at = text.indexOf(linebreak, at + linebreak.length);
  }
  return count;
}

function plain(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/** Rows as a text in CSV, none of which a spreadsheet takes for a formula. */
export function csvText(rows: readonly CellValue[][], { delimiter, newline }: CsvStyle): string {
  const data = rows.map((row) => row.map(written));
  return Papa.unparse(data, { delimiter, newline }) + newline;
}

function written(cell: CellValue): string | number | boolean | null {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === "string" && formula.test(cell) ? `'${cell}` : cell;
}
