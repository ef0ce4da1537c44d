import { columnOf } from "./columns.ts";
import type { Fault } from "./fault.ts";
import { cellAt, type CellValue, type Grid, GridSource } from "./grid.ts";
import { nearest, plainly } from "./nearest.ts";
import type { Kind } from "./seed_row.ts";
import { programShape, projectShape, taskShape } from "./seed_shapes.ts";
import { type Mapping, sheetFields } from "./sheet_mapping.ts";

const shapes = { programs: programShape, projects: projectShape, tasks: taskShape };

/** Fields that several columns may say together. */
export const listFields = new Set(["tags", "depends_on", "owners", "assignees", "predecessors"]);

/** What people call columns of plans. */
const synonyms: Record<string, string> = {
  ...{ task: "name", "task name": "name", title: "name", summary: "name", subject: "name" },
  ...{ owner: "owners", "assigned to": "owners", assignee: "owners", responsible: "owners" },
  ...{ due: "deadline", "due date": "deadline", finish: "deadline", "end date": "deadline" },
  ...{ "depends on": "depends_on", predecessor: "predecessors", notes: "description" },
  ...{ section: "stage", status: "stage", labels: "tags", "planned hours": "planned_hours" },
};

/** More rows than these do not stand above the titles. */
const mostAbove = 20;

/** Which columns of a sheet say what. */
export interface Columns {
  /** The row of the titles; below it are the seeds. */
  titles: number;
  /** By column. */
  fields: Map<number, string>;
  faults: Fault[];
  /** What is left out, and people should know of. */
  notes: Fault[];
}

/** Every field that sheets of a kind may have. */
export function fieldsOf(kind: Kind): string[] {
  const own = Object.keys(shapes[kind].shape);
  return kind === "tasks" ? [...own, ...sheetFields] : own;
}

/** Finds the row of titles, the first with one for names, and what they stand for; undefined for a sheet without. */
export function columnsIn(grid: Grid, kind: Kind, mapping: Mapping): Columns | undefined {
  const titles = grid.rows.slice(0, mostAbove).findIndex((row) =>
    row.some((title) => fieldOf(title, kind, mapping) === "name")
  );
  if (titles < 0) return undefined;
  const columns: Columns = { titles, fields: new Map(), faults: [], notes: [] };
  const row = grid.rows[titles]!;
  // What a mapping says comes first.
  for (const own of [true, false]) {
    row.forEach((title, column) => {
      if (isMapped(title, mapping) === own) take(grid, columns, column, title, kind, mapping);
    });
  }
  tellMissing(grid, columns, kind, mapping);
  return columns;
}

function take(
  grid: Grid,
  columns: Columns,
  column: number,
  title: CellValue,
  kind: Kind,
  mapping: Mapping,
): void {
  const field = fieldOf(title, kind, mapping);
  const isTaken = field && !listFields.has(field) && [...columns.fields.values()].includes(field);
  if (field && !isTaken) return void columns.fields.set(column, field);
  if (title === null || isMapped(title, mapping) && !isTaken) return;
  const place = new GridSource(grid).placeOf(cellAt(columns.titles, column));
  const [near] = isTaken ? [] : nearest(plainly(String(title)), fieldsOf(kind).map(spaced), 1);
  if (near === undefined) {
    const why = isTaken ? `${field} is said by another column` : "it is nothing that seeds have";
    columns.notes.push({ ...place, message: `Column ${title} is left out: ${why}.` });
  } else {
    const advice = "Correct it, or leave it out in a mapping.";
    columns.faults.push({ ...place, message: `Is column ${title} meant as ${near}? ${advice}` });
  }
}

function tellMissing(grid: Grid, columns: Columns, kind: Kind, mapping: Mapping): void {
  const place = new GridSource(grid).placeOf(cellAt(columns.titles, 0));
  const row = grid.rows[columns.titles]!.map((title) => plainly(String(title ?? "")));
  for (const [title, field] of Object.entries(mapping.columns ?? {})) {
    if (field !== null && !fieldsOf(kind).includes(field)) {
      const known = fieldsOf(kind).join(", ");
      const message = `The mapping takes ${title} for ${field}, which is none of ${known}.`;
      columns.faults.push({ ...place, message });
    } else if (field !== null && !row.includes(plainly(title))) {
      columns.notes.push({
        ...place,
        message: `The mapping's column ${title} is not in the sheet.`,
      });
    }
  }
}

function isMapped(title: CellValue, { columns = {} }: Mapping): boolean {
  return title !== null && mappedTitle(String(title), columns) !== undefined;
}

function mappedTitle(title: string, columns: Record<string, unknown>): string | undefined {
  return Object.keys(columns).find((known) => plainly(known) === plainly(title));
}

function fieldOf(title: CellValue, kind: Kind, { columns = {} }: Mapping): string | undefined {
  if (title === null) return undefined;
  const known = mappedTitle(String(title), columns);
  if (known !== undefined) {
    const field = columns[known] ?? undefined;
    return field !== undefined && fieldsOf(kind).includes(field) ? field : undefined;
  }
  const words = spaced(plainly(String(title)));
  const own = fieldsOf(kind).find((field) =>
    spaced(field) === words || spaced(columnOf(kind, field)) === words
  );
  return own ?? (kind === "tasks" ? synonyms[words] : words === "title" ? "name" : undefined);
}

function spaced(words: string): string {
  return words.replace(/[\s_]+/g, " ").trim();
}
