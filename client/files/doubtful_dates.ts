import type { DateFormat, When } from "./sheet_dates.ts";

/** A cell that may be one of several days, by how it would be written. */
interface Doubt {
  field: string;
  row: number;
  text: string;
  meanings: Map<DateFormat, When>;
}

/** So many are told besides the first. */
const examples = 2;

/** Dates that may be read in several ways: what is to be said is said once for a column. */
export class DoubtfulDates {
  #byColumn = new Map<number, Doubt[]>();

  add(column: number, doubt: Doubt): void {
    const known = this.#byColumn.get(column);
    if (known) known.push(doubt);
    else this.#byColumn.set(column, [doubt]);
  }

  /** What is wrong with each column, at its first such cell. */
  *faults(): Generator<{ row: number; column: number; message: string }> {
    for (const [column, [first, ...others]] of this.#byColumn) {
      yield { row: first!.row, column, message: messageOf(first!, others) };
    }
  }
}

function messageOf({ field, text, meanings }: Doubt, others: Doubt[]): string {
  const days = new Set([...meanings.values()].map(({ day }) => day));
  const formats = [...meanings.keys()].map((format) => `--dates ${format}`).join(" or ");
  return `${field}: ${JSON.stringify(text)} is ${[...days].join(" or ")}${
    more(others)
  }. Say ${formats}.`;
}

function more(others: Doubt[]): string {
  if (others.length === 0) return "";
  const some = others.slice(0, examples).map(({ text }) => JSON.stringify(text)).join(" and ");
  return `, and ${others.length} more cells are two days, as ${some}`;
}
