import { valuesOf } from "./columns.ts";
import type { CellValue } from "./grid.ts";
import type { SeedRow } from "./seed_row.ts";
import { listCell, textCell } from "./sheet_cells.ts";
import { writtenDay } from "./sheet_dates.ts";
import type { SheetReading } from "./sheet_reader.ts";
import { type Cell, textOf } from "./sheet_records.ts";
import type { SheetWork } from "./sheet_work.ts";
import type { CellChange } from "./xlsx_grid.ts";

/** What a seed has in place of what its row says, by column of the API. */
export interface Kept {
  row: SeedRow;
  kept: Record<string, unknown>;
}

/** The cells in which a sheet takes what was kept, written as the sheet writes such things; without what it has no column for. */
export function keptCells(reading: SheetReading, all: readonly Kept[]): CellChange[] {
  const { records, work } = reading;
  return all.flatMap(({ row, kept }) => {
    const record = records.get(row);
    if (!record) return [];
    return Object.entries(valuesOf(row.kind, kept)).flatMap(([key, value]) => {
      const found = columnOfKey(key, work);
      if (!found) return [];
      const [column, field] = found;
      const cell = { column, value: work.grid.rows[record.row]![column] ?? null };
      return [{ row: record.row, column, value: cellFor(key, value, field, cell, reading) }];
    });
  });
}

/** Columns that say something by another name. */
const alsoSaidBy: Record<string, string> = { assignees: "owners", depends_on: "predecessors" };

/** The one column that says something; where several say it together, none can be changed alone. */
function columnOfKey(
  key: string,
  { columns }: SheetWork,
): [column: number, field: string] | undefined {
  const found = [...columns.fields]
    .filter(([, field]) => field === key || field === alsoSaidBy[key]);
  return found.length === 1 ? found[0] : undefined;
}

function cellFor(
  key: string,
  value: unknown,
  field: string,
  cell: Cell,
  { work, links }: SheetReading,
): CellValue {
  if (field === "predecessors") return links!.predecessorsCell(cell, (value ?? []) as string[]);
  if (value === null) return null;
  if (key === "assignees") return ownersCell([value].flat() as string[], work);
  if (key === "parent" && links) return links.called(value as string);
  if (key === "depends_on") return listCell((value as string[]).map((one) => links!.called(one)));
  if (Array.isArray(value)) return listCell(value.map((item) => wordFor(key, item, work)));
  if (typeof value !== "string") return value as CellValue;
  const isDate = work.formats.has(key);
  return isDate ? dateCell(key, value, cell.column, work) : textCell(wordFor(key, value, work));
}

/** The word of the sheet for what is said here, where a mapping has one. */
function wordFor(key: string, value: string, { mapping }: SheetWork): string {
  const words = Object.entries(mapping.values?.[key] ?? {});
  return words.find(([, meaning]) => meaning === value)?.[0] ?? value;
}

function ownersCell(addresses: string[], { people, names }: SheetWork): string {
  const called = addresses.map((address) =>
    names.size > 0 ? people?.nameOf(address) ?? address : address
  );
  return called.join("; ");
}

function dateCell(key: string, value: string, column: number, work: SheetWork): CellValue {
  const others = work.grid.rows.slice(work.columns.titles + 1).map((row) => row[column] ?? null);
  // A day would say less than a moment: it is written as it is.
  if (value.includes("T")) return value;
  if (others.some((cell) => cell instanceof Date)) return new Date(value);
  const like = others.find((cell) => cell !== null);
  const format = work.formats.get(key);
  return like === undefined || !format ? value : writtenDay(value, format, textOf(like));
}
