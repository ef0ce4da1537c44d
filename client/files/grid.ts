import type { Place } from "./fault.ts";
import type { Source } from "./source.ts";

/** What a cell of a sheet holds; a date is that day in UTC. */
export type CellValue = string | number | boolean | Date | null;

/** A sheet as it is in a file. */
export interface Grid {
  /** The name of the file, of a workbook with its sheet. */
  name: string;
  /** Of a workbook, the sheet alone. */
  sheet?: string;
  rows: CellValue[][];
  /** The line of a row, where a row may take several. */
  lineOf?: (row: number) => number;
  /** How deep a row is grouped, where a sheet folds rows. */
  levelOf?: (row: number) => number;
}

/** More columns than sheets have. */
const wide = 1 << 15;

/** A place in a sheet as one number. */
export function cellAt(row: number, column: number): number {
  return row * wide + column;
}

/** A sheet; its places are cells. */
export class GridSource implements Source {
  readonly name: string;
  // Without the cells: rows that were read from them outlive those.
  readonly #lineOf: (row: number) => number;

  /** @param marked in which column of the sheet each column of the API is said */
  constructor({ name, lineOf }: Grid, readonly marked = new Map<string, number>()) {
    this.name = name;
    this.#lineOf = lineOf ?? ((row) => row + 1);
  }

  markOf(at: number, column: string): number | undefined {
    const marked = this.marked.get(column);
    return marked === undefined ? undefined : cellAt(Math.floor(at / wide), marked);
  }

  placeOf(at: number): Place {
    const row = Math.floor(at / wide);
    return { file: this.name, line: this.#lineOf(row), column: at % wide + 1 };
  }
}
