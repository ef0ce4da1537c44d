import { paint, type Style } from "./paint.ts";
import { cut, width } from "./width.ts";

/** A cell: its text, or its text in a style. Null is shown as a dash. */
export type Cell = string | number | null | { text: string; style: Style };

const gap = 2;
const narrowest = 8;

/**
 * Lines of a table under a rule, at most `limit` columns wide: the widest columns give way first.
 * A column of numbers is aligned to the right.
 */
export function table(titles: string[], rows: Cell[][], limit: number): string[] {
  const texts = rows.map((row) => row.map(textOf));
  const widths = titles.map((title, at) =>
    Math.max(width(title), ...texts.map((row) => width(row[at] ?? "")))
  );
  shrink(widths, limit);
  const numeric = titles.map((_, at) =>
    rows.length > 0 && rows.every((row) => typeof row[at] === "number")
  );
  const line = (cells: string[], style: (at: number) => Style | undefined) =>
    cells.map((text, at) => paint(pad(text, widths[at]!, numeric[at]!), style(at)))
      .join(" ".repeat(gap)).trimEnd();
  return [
    line(titles, () => "dim"),
    paint(widths.map((columns) => "─".repeat(columns)).join("──"), "dim"),
    ...rows.map((row, at) => line(texts[at]!, (column) => styleOf(row[column]))),
  ];
}

function shrink(widths: number[], limit: number): void {
  const total = () => widths.reduce((sum, columns) => sum + columns + gap, -gap);
  while (total() > limit) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) return;
    widths[widths.indexOf(widest)]! -= 1;
  }
}

function pad(text: string, columns: number, right: boolean): string {
  const fitting = cut(text, columns);
  const space = " ".repeat(columns - width(fitting));
  return right ? space + fitting : fitting + space;
}

function textOf(cell: Cell): string {
  if (cell === null) return "—";
  return typeof cell === "object" ? cell.text : String(cell);
}

function styleOf(cell: Cell | undefined): Style | undefined {
  if (cell === null) return "dim";
  return typeof cell === "object" ? cell.style : undefined;
}
