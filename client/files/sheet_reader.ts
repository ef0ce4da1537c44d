import { columnsOf } from "./columns.ts";
import { derivedRef } from "./derived_ref.ts";
import type { Fault } from "./fault.ts";
import { cellAt, type Grid } from "./grid.ts";
import type { People } from "./owners.ts";
import { keyColumn, type Kind, type Reading, type SeedRow } from "./seed_row.ts";
import { programShape, projectShape, taskShape } from "./seed_shapes.ts";
import { shapeFaults } from "./shape_faults.ts";
import { type Columns, columnsIn } from "./sheet_columns.ts";
import { dateFormatsIn } from "./sheet_formats.ts";
import { SheetLinks } from "./sheet_links.ts";
import type { Mapping } from "./sheet_mapping.ts";
import { cellOf, recordsIn, type SheetRecord } from "./sheet_records.ts";
import { projectOf, valuesOfRecord } from "./sheet_values.ts";
import { SheetWork } from "./sheet_work.ts";

/** What a sheet says. */
export interface SheetReading extends Reading {
  /** What is left out, and people should know of. */
  notes: Fault[];
  /** What the sheet calls people without their address. */
  names: Set<string>;
  work: SheetWork;
  records: SheetRecord[];
  /** How the rows of a sheet of tasks name each other. */
  links?: SheetLinks;
}

const shapes = { programs: programShape, projects: projectShape, tasks: taskShape };

/** Reads a sheet of programmes, projects or tasks; undefined for one without a column of names. @param people undefined while their names are only gathered */
export function readSheet(
  grid: Grid,
  mapping: Mapping,
  people?: People,
): SheetReading | undefined {
  const found = kindAndColumns(grid, mapping);
  if (!found) return undefined;
  const { kind, columns } = found;
  const records = recordsIn(grid, columns);
  const formats = dateFormatsIn(records, mapping);
  const work = new SheetWork(grid, kind, mapping, columns, formats, people);
  const links = kind === "tasks" ? new SheetLinks(records, work) : undefined;
  const rows = kind === "tasks" ? projectRows(work) : [];
  for (const row of rowsOf(records, work, links)) rows.push(row);
  work.tellColumns();
  const { faults, notes, names } = work;
  return { rows, faults, notes, names, work, records, links };
}

/** The kind that was told, that a sheet is called by, or whose required columns it has. */
function kindAndColumns(
  grid: Grid,
  mapping: Mapping,
): { kind: Kind; columns: Columns } | undefined {
  const told = mapping.kind ?? /\[(programs|projects|tasks)\]$/i.exec(grid.name)?.[1];
  const kind = told?.toLowerCase() as Kind | undefined;
  const columns = columnsIn(grid, kind ?? "tasks", mapping);
  if (!columns || kind) return columns && { kind: kind ?? "tasks", columns };
  const asProjects = columnsIn(grid, "projects", mapping);
  if (asProjects && says(asProjects, "company")) return { kind: "projects", columns: asProjects };
  const asPrograms = columnsIn(grid, "programs", mapping);
  if (asPrograms && says(asPrograms, "slug")) return { kind: "programs", columns: asPrograms };
  return { kind: "tasks", columns };
}

function says({ fields }: Columns, field: string): boolean {
  return [...fields.values()].includes(field);
}

function projectRows({ mapping: { project }, source }: SheetWork): SeedRow[] {
  if (typeof project !== "object") return [];
  const key = project.ref ?? derivedRef(project.name);
  const said = { external_ref: key, ...columnsOf("projects", { ...project, ref: undefined }) };
  return [{ kind: "projects", key, said, source, at: 0 }];
}

function* rowsOf(
  records: readonly SheetRecord[],
  work: SheetWork,
  links: SheetLinks | undefined,
): Generator<SeedRow> {
  const { kind } = work;
  let isTold = false;
  for (const record of records) {
    const own = valuesOfRecord(record, work);
    if (links) own.project = projectOf(record, work);
    if (kind === "tasks" && own.project === undefined && !isTold) {
      isTold = true;
      work.tell(record.row, 0, "project is required: name it in a column, or say --project.");
    }
    const ref = kind === "programs" ? "slug" : "ref";
    const key = links
      ? links.keyOf(record)
      : (own[ref] ?? (own.name && derivedRef(String(own.name)))) as string | undefined;
    const linked = { parent: links?.parentOf(record), depends_on: links?.dependsOn(record) };
    const all = links ? { ...own, ...defined(linked) } : own;
    tellFaults(all, record, work, isTold);
    if (key !== undefined) yield rowOf(key, all, record, work);
  }
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function rowOf(
  key: string,
  values: Record<string, unknown>,
  record: SheetRecord,
  { kind, source }: SheetWork,
): SeedRow {
  const said = {
    [keyColumn(kind)]: key,
    ...columnsOf(kind, { ...values, ref: undefined, slug: undefined }),
  };
  return { kind, key, said, source, at: cellAt(record.row, 0) };
}

function tellFaults(
  values: Record<string, unknown>,
  record: SheetRecord,
  work: SheetWork,
  isTold: boolean,
): void {
  for (const { key, message } of shapeFaults(shapes[work.kind], values)) {
    if (key === "project" && isTold) continue;
    const cell = cellOf(record, key) ??
      (key === "assignees" ? cellOf(record, "owners") : undefined);
    work.tell(record.row, cell?.column ?? 0, message);
  }
}
