import { csvGrid } from "../client/files/csv_grid.ts";
import { decoded, NotText } from "../client/files/decoded.ts";
import { faultLine } from "../client/files/fault.ts";
import type { Grid } from "../client/files/grid.ts";
import { People } from "../client/files/owners.ts";
import type { Reading } from "../client/files/seed_row.ts";
import type { DateFormat } from "../client/files/sheet_dates.ts";
import { type Mapping, readMapping } from "../client/files/sheet_mapping.ts";
import { readSheet, type SheetReading } from "../client/files/sheet_reader.ts";
import { xlsxGrids } from "../client/files/xlsx_grid.ts";
import { readYaml } from "../client/files/yaml_reader.ts";
import { knownPeople } from "../client/known_people.ts";
import { Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { WrongFiles } from "./seed_load.ts";
import { filesIn, type FoundFile } from "./seed_paths.ts";

/** How sheets are to be read. */
export interface SheetOptions {
  mapping?: string;
  project?: string;
  dates?: DateFormat;
  encoding?: string;
  sheet?: string;
  binding?: string;
  /** Nobody is asked: people whom a sheet calls by name are left out. */
  offline?: boolean;
}

/** Names of workbooks. */
export const workbook = /\.xlsx$/i;
const table = /\.(csv|tsv)$/i;

/** Reads what files and folders say; what sheets leave out is told. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function readSeeds(
  paths: readonly string[],
  options: SheetOptions,
  frame: Frame,
): Promise<Reading> {
  const files = await filesIn(paths);
  const isSheet = ({ name }: FoundFile) => workbook.test(name) || table.test(name);
  const texts = files.filter((file) => !isSheet(file))
    .map((file) => ({ name: file.name, text: textOf(file) }));
  const sheets = await readSheets(files.filter(isSheet), options, frame);
  const all = [readYaml(texts), ...sheets];
  for (const note of sheets.flatMap(({ notes }) => notes)) frame.tell(`note  ${faultLine(note)}`);
  return { rows: all.flatMap(({ rows }) => rows), faults: all.flatMap(({ faults }) => faults) };
}

/** Reads the sheets of files; people who are called by name are looked up. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function readSheets(
  files: readonly FoundFile[],
  options: SheetOptions,
  frame: Frame,
): Promise<SheetReading[]> {
  if (files.length === 0) return [];
  const mapping = await mappingOf(options);
  const grids = (await Promise.all(files.map((file) => gridsOf(file, options.encoding)))).flat()
    .filter(({ sheet }) => !mapping.sheet || !sheet || sheet === mapping.sheet);
  const read = (people?: People) => grids.flatMap((grid) => readSheet(grid, mapping, people) ?? []);
  const first = read();
  if (first.length === 0) {
    const names = files.map(({ name }) => name).join(", ");
    throw new Failure(
      `Cannot read ${names}: no sheet has a column for names.`,
      "Say in a mapping which column is name.",
    );
  }
  if (options.offline || !first.some(({ names }) => names.size > 0)) return first;
  return read(new People(await knownPeople(await frame.api(), options.binding)));
}

async function mappingOf(options: SheetOptions): Promise<Mapping> {
  const { mapping: file, project, dates, sheet } = options;
  const given = file === undefined ? { mapping: {}, faults: [] } : await fileMapping(file);
  if (given.faults.length > 0) throw new WrongFiles(given.faults);
  const said = Object.entries({ project, dates, sheet }).filter(([, value]) => value !== undefined);
  return { ...given.mapping, ...Object.fromEntries(said) };
}

async function fileMapping(name: string) {
  const [file] = await filesIn([name]);
  return readMapping(name, textOf(file!));
}

async function gridsOf(file: FoundFile, encoding?: string): Promise<Grid[]> {
  if (!workbook.test(file.name)) return [csvGrid(file.name, textOf(file, encoding))];
  return await xlsxGrids(file.name, file.bytes).catch((cause) => {
    throw new Failure(`Cannot read ${file.name}: ${cause.message}.`, "Save it as XLSX again.");
  });
}

function textOf({ name, bytes }: FoundFile, encoding?: string): string {
  try {
    return decoded(bytes, encoding);
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    throw new Failure(`Cannot read ${name}: ${error.message}`, "");
  }
}
