import type { Fault } from "./fault.ts";
import { cellAt, type Grid, GridSource } from "./grid.ts";
import { DoubtfulDates } from "./doubtful_dates.ts";
import type { People } from "./owners.ts";
import type { Kind } from "./seed_row.ts";
import type { Columns } from "./sheet_columns.ts";
import type { DateFormat } from "./sheet_dates.ts";
import type { Mapping } from "./sheet_mapping.ts";

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
    this.source = new GridSource(grid);
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
