import type { CellValue, Grid } from "./grid.ts";
import { type Columns, listFields } from "./sheet_columns.ts";

/** A cell with the column that it is in. */
export interface Cell {
  value: CellValue;
  column: number;
}

/** The columns of a sheet by what they say. */
type ByField = Map<string, number[]>;

/** A row of a sheet by what its columns say. Cells are made when they are asked for: a hundred thousand rows have a million. */
export class SheetRecord {
  /** Rows below it with more items of its lists. */
  #more?: number[];
  readonly #rows: readonly CellValue[][];
  readonly #columns: ByField;

  constructor(
    readonly row: number,
    /** How many rows below the titles it stands. */
    readonly number: number,
    rows: readonly CellValue[][],
    columns: ByField,
  ) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** What the sheet has columns for. */
  get fields(): Iterable<string> {
    return this.#columns.keys();
  }

  /** The cells of a field; undefined where the sheet has no column for it. */
  cells(field: string): Cell[] | undefined {
    const columns = this.#columns.get(field);
    if (!columns) return undefined;
    const rows = this.#more ? [this.row, ...this.#more] : [this.row];
    return rows.flatMap((row) =>
      columns.map((column) => ({ value: cellValue(this.#rows[row]!, column), column }))
    );
  }

  goesOn(row: number): void {
    this.#more ??= [];
    this.#more.push(row);
  }
}

/** The rows below the titles that say something. A row that has items of lists alone belongs to the one above. */
export function recordsIn({ rows }: Grid, { titles, fields }: Columns): SheetRecord[] {
  const byField: ByField = new Map();
  for (const [column, field] of fields) {
    byField.set(field, [...byField.get(field) ?? [], column]);
  }
  const records: SheetRecord[] = [];
  for (let row = titles + 1; row < rows.length; row++) {
    const filled = [...fields].filter(([column]) => cellValue(rows[row]!, column) !== null);
    if (filled.length === 0) continue;
    const above = records.at(-1);
    if (above && filled.every(([, field]) => listFields.has(field))) above.goesOn(row);
    else records.push(new SheetRecord(row, row - titles, rows, byField));
  }
  return records;
}

/** Nothing but spaces is nothing. */
function cellValue(row: readonly CellValue[], column: number): CellValue {
  const value = row[column] ?? null;
  return typeof value === "string" && value.trim() === "" ? null : value;
}

/** The first cell of a field that says something, else where it would. */
export function cellOf(record: SheetRecord, field: string): Cell | undefined {
  const cells = record.cells(field);
  return cells?.find(({ value }) => value !== null) ?? cells?.[0];
}

/** What a cell says, as a text. */
export function textOf(value: CellValue): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value ?? "");
}

/** The text of a field; undefined where a row says nothing there. */
export function said(record: SheetRecord, field: string): string | undefined {
  const cell = cellOf(record, field);
  return cell && cell.value !== null ? textOf(cell.value).trim() : undefined;
}
