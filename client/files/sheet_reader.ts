import { columnOf, columnsOf } from "./columns.ts";
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
import { valuesOfRecord } from "./sheet_values.ts";
import { SheetWork } from "./sheet_work.ts";

/** What a sheet says. */
export interface SheetReading extends Reading {
  /** What is left out, and people should know of. */
  notes: Fault[];
  /** What the sheet calls people without their address. */
  names: Set<string>;
  work: SheetWork;
  /** Each row that came from a record of the sheet. */
  records: Map<SeedRow, SheetRecord>;
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
  const byRow = new Map<SeedRow, SheetRecord>();
  const rows: SeedRow[] = kind === "tasks" ? projectRows(work) : [];
  const values = new Map(records.map((record) => [record, valuesOfRecord(record, work)]));
  const links = kind === "tasks" ? linksOf(values, work) : undefined;
  for (const [row, record] of rowsOf(values, work, links)) byRow.set(row, record);
  work.tellColumns();
  const { faults, notes, names } = work;
  return { rows: [...rows, ...byRow.keys()], faults, notes, names, work, records: byRow, links };
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

function projectKey({ project, defaults }: Mapping): string | undefined {
  if (typeof project === "object") return project.ref ?? derivedRef(project.name);
  return project ?? defaults?.project;
}

type Values = Map<SheetRecord, Record<string, unknown>>;

/** How tasks name each other, once each knows its project. */
function linksOf(values: Values, work: SheetWork): SheetLinks {
  const { mapping } = work;
  for (const own of values.values()) {
    // What is told for the whole sheet counts before what a column says.
    if (mapping.project !== undefined || own.project === undefined) {
      own.project = projectKey(mapping);
    }
  }
  const projectOf = (record: SheetRecord) => values.get(record)!.project as string | undefined;
  return new SheetLinks([...values.keys()], work, projectOf);
}

function* rowsOf(
  values: Values,
  work: SheetWork,
  links: SheetLinks | undefined,
): Generator<[SeedRow, SheetRecord]> {
  const { kind } = work;
  let isTold = false;
  for (const [record, own] of values) {
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
    if (key !== undefined) yield [rowOf(key, all, record, work), record];
  }
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function rowOf(
  key: string,
  values: Record<string, unknown>,
  record: SheetRecord,
  { kind, source, columns }: SheetWork,
): SeedRow {
  const marks: SeedRow["marks"] = {};
  for (const [column, field] of columns.fields) {
    const called = field === "owners"
      ? "assignees"
      : field === "predecessors"
      ? "depends_on"
      : field;
    marks[columnOf(kind, called)] ??= cellAt(record.row, column);
  }
  const said = {
    [keyColumn(kind)]: key,
    ...columnsOf(kind, { ...values, ref: undefined, slug: undefined }),
  };
  return { kind, key, said, source, at: cellAt(record.row, 0), marks };
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
