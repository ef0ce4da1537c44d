import { paint, type Style } from "./paint.ts";
import { cut, width, wrap } from "./width.ts";

/** A cell: its text, or its text in a style. Null is shown as a dash. */
export type Cell = string | number | null | { text: string; style: Style };

const gap = 2;
const narrowest = 8;

/**
 * Lines of a table under a rule, at most `limit` columns wide. The widest columns give way first:
 * their texts go on in a further line, and are cut only where a word alone is too long.
 * A column of numbers is aligned to the right.
 */
export function table(titles: string[], rows: Cell[][], limit: number): string[] {
  const texts = rows.map((row) => row.map(textOf));
  const columns = titles.map((title, at) => [title, ...texts.map((row) => row[at] ?? "")]);
  const widths = columns.map((cells) => Math.max(...cells.map(width)));
  shrink(widths, columns.map((cells) => Math.max(...cells.join(" ").split(" ").map(width))), limit);
  shrink(widths, columns.map(() => narrowest), limit);
  const numeric = titles.map((_, at) =>
    rows.length > 0 && rows.every((row) => typeof row[at] === "number")
  );
  const lines = (cells: string[], style: (at: number) => Style | undefined) => {
    const wrapped = cells.map((text, at) => wrap(text, widths[at]!));
    const height = Math.max(...wrapped.map((parts) => parts.length));
    return Array.from(
      { length: height },
      (_, nth) =>
        wrapped.map((parts, at) =>
          paint(pad(parts[nth] ?? "", widths[at]!, numeric[at]!), style(at))
        ).join(" ".repeat(gap)).trimEnd(),
    );
  };
  return [
    ...lines(titles, () => "dim"),
    paint(widths.map((columns) => "─".repeat(columns)).join("──"), "dim"),
    ...rows.flatMap((row, at) => lines(texts[at]!, (column) => styleOf(row[column]))),
  ];
}

/** Takes from the widest columns, none below its floor, until the table is within the limit. */
function shrink(widths: number[], floors: number[], limit: number): void {
  const total = () => widths.reduce((sum, columns) => sum + columns + gap, -gap);
  const spare = () => widths.map((columns, at) => columns > floors[at]! ? columns : 0);
  while (total() > limit) {
    const widest = Math.max(...spare());
    if (widest === 0) return;
    widths[spare().indexOf(widest)]! -= 1;
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
