import { columnOf } from "./columns.ts";
import type { Fault } from "./fault.ts";
import { cellAt, type Grid, GridSource } from "./grid.ts";
import { DoubtfulDates } from "./doubtful_dates.ts";
import type { People } from "./owners.ts";
import type { Kind } from "./seed_row.ts";
import type { Columns } from "./sheet_columns.ts";
import type { DateFormat } from "./sheet_dates.ts";
import type { Mapping } from "./sheet_mapping.ts";

/** The column of a sheet in which each column of the API is said: of several the first. */
function marked(kind: Kind, { fields }: Columns): Map<string, number> {
  const called: Record<string, string> = { owners: "assignees", predecessors: "depends_on" };
  const found = new Map<string, number>();
  for (const [column, field] of fields) {
    const name = columnOf(kind, called[field] ?? field);
    if (!found.has(name)) found.set(name, column);
  }
  return found;
}

/** A sheet while it is read. */
export class SheetWork {
  readonly faults: Fault[] = [];
  readonly notes: Fault[] = [];
  /** What sheets call people who are to be found. */
  readonly names = new Set<string>();
  readonly source: GridSource;
  readonly doubtful = new DoubtfulDates();

  constructor(
    readonly grid: Grid,
    readonly kind: Kind,
    readonly mapping: Mapping,
    readonly columns: Columns,
    /** By field, how its dates are written; undefined where that is not known. */
    readonly formats: Map<string, DateFormat | undefined>,
    /** Undefined while their names are only gathered. */
    readonly people: People | undefined,
  ) {
    this.source = new GridSource(grid, marked(kind, columns));
    this.faults.push(...columns.faults);
    this.notes.push(...columns.notes);
  }

  /** Something is wrong with a cell. */
  tell(row: number, column: number, message: string): void {
    this.faults.push({ ...this.source.placeOf(cellAt(row, column)), message });
  }

  /** Tells what is told once for all cells of a column. */
  tellColumns(): void {
    for (const { row, column, message } of this.doubtful.faults()) this.tell(row, column, message);
  }

  /** Something of a cell is left out. */
  note(row: number, column: number, message: string): void {
    this.notes.push({ ...this.source.placeOf(cellAt(row, column)), message });
  }

  /** What stands between the items of a list. */
  get separator(): RegExp {
    const told = this.mapping.separator?.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") ?? ";";
    return new RegExp(`${told}|\\n`);
  }
}
