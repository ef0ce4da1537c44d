import { valuesOf } from "./columns.ts";
import type { CellValue } from "./grid.ts";
import type { KeptSeed } from "./kept_seed.ts";
import type { Kind } from "./seed_row.ts";
import { listCell, textCell } from "./sheet_cells.ts";
import { programShape, projectShape, taskShape } from "./seed_shapes.ts";

const titles: Record<Kind, string[]> = {
  programs: Object.keys(programShape.shape),
  projects: Object.keys(projectShape.shape),
  tasks: Object.keys(taskShape.shape),
};

/** Seeds of a kind as the rows of a sheet, below a row of titles, that is read again as the same seeds. */
export function sheetRows(kind: Kind, seeds: readonly KeptSeed[]): CellValue[][] {
  return [
    titles[kind],
    ...seeds.map(({ said }) => {
      const values = valuesOf(kind, said);
      return titles[kind].map((key) => cellOf(key, values[key]));
    }),
  ];
}

function cellOf(key: string, value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  // One owner is said as one, or as a list of one: they differ.
  if (key === "assignees" && Array.isArray(value) && value.length < 2) return JSON.stringify(value);
  if (Array.isArray(value)) return listCell(value as string[]);
  return typeof value === "string" ? textCell(value) : value as number | boolean;
}
