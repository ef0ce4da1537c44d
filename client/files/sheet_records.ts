import { type CellValue, type Grid } from "./grid.ts";
import { type Columns, listFields } from "./sheet_columns.ts";

/** A cell with the column that it is in. */
export interface Cell {
  value: CellValue;
  column: number;
}

/** A row of a sheet by what its columns say. */
export interface SheetRecord {
  row: number;
  /** How many rows below the titles it stands. */
  number: number;
  cells: Map<string, Cell[]>;
}

/** The rows below the titles that say something. A row that has items of lists alone belongs to the one above. */
export function recordsIn(grid: Grid, { titles, fields }: Columns): SheetRecord[] {
  const records: SheetRecord[] = [];
  for (let row = titles + 1; row < grid.rows.length; row++) {
    const cells = cellsOf(grid.rows[row]!, fields);
    const filled = [...cells].filter(([, of]) => of.some(({ value }) => value !== null));
    if (filled.length === 0) continue;
    const above = records.at(-1);
    if (above && filled.every(([field]) => listFields.has(field))) {
      for (const [field, of] of filled) above.cells.get(field)!.push(...of);
    } else records.push({ row, number: row - titles, cells });
  }
  return records;
}

function cellsOf(row: CellValue[], fields: Map<number, string>): Map<string, Cell[]> {
  const cells = new Map<string, Cell[]>();
  for (const [column, field] of fields) {
    const value = row[column] ?? null;
    const isBlank = typeof value === "string" && value.trim() === "";
    const of = cells.get(field) ?? [];
    of.push({ value: isBlank ? null : value, column });
    cells.set(field, of);
  }
  return cells;
}

/** The first cell of a field that says something, else where it would. */
export function cellOf(record: SheetRecord, field: string): Cell | undefined {
  const cells = record.cells.get(field);
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
