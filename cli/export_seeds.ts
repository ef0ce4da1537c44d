import { writeFile } from "node:fs/promises";
import process from "node:process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { csvText } from "../client/files/csv_grid.ts";
import { exportedSeeds, type Wanted } from "../client/exported.ts";
import { keptKey, type KeptSeed } from "../client/files/kept_seed.ts";
import { type Kind, kinds } from "../client/files/seed_row.ts";
import { sheetRows } from "../client/files/sheet_writer.ts";
import { mostInCell, xlsxBytes } from "../client/files/xlsx_grid.ts";
import { yamlText } from "../client/files/yaml_writer.ts";
import type { ExportFormat } from "./export_formats.ts";
import { Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";

/** How `seed export` was asked. */
export interface ExportOptions extends Wanted {
  format: ExportFormat;
  kind: Kind;
  out?: string;
}

/** Writes the seeds that were asked for to a file, or to standard output. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function exportSeeds(options: ExportOptions, frame: Frame): Promise<void> {
  const { format, kind, out } = options;
  if (format === "xlsx" && out === undefined) {
    throw new Failure("Cannot write a workbook to a terminal.", "Name a file: --out.");
  }
  const seeds = await wantedSeeds(options, format === "csv" ? [kind] : kinds, frame);
  if (format === "yaml") await written(yamlText(seeds), out);
  else if (format === "csv") await written([csvOf(kind, seeds)], out);
  else await writeFile(out!, await workbook(seeds));
  if (out !== undefined) frame.tell(`${seeds.length} seeds are in ${out}.`);
}

async function wantedSeeds(
  { project, program, tenant }: Wanted,
  wanted: readonly Kind[],
  frame: Frame,
): Promise<KeptSeed[]> {
  const access = await frame.access();
  const progress = frame.progress("Reading seeds");
  const seeds: KeptSeed[] = [];
  try {
    for (const kind of wanted) {
      for await (const seed of exportedSeeds(access, kind, { project, program, tenant })) {
        progress.at(seeds.push(seed));
      }
    }
  } finally {
    progress.end();
  }
  return project ?? program ?? tenant ? withoutOtherPrograms(seeds) : seeds;
}

/** A filter is about projects: of the programmes, those stay that lead to one of them. */
function withoutOtherPrograms(seeds: KeptSeed[]): KeptSeed[] {
  const programs = new Map(
    seeds.filter(({ kind }) => kind === "programs").map((seed) => [keptKey(seed), seed]),
  );
  const needed = new Set<unknown>();
  for (const { kind, said } of seeds) {
    let slug = kind === "projects" ? said.program_slug : undefined;
    for (; slug && !needed.has(slug); slug = programs.get(slug as string)?.said.parent_slug) {
      needed.add(slug);
    }
  }
  return seeds.filter((seed) => seed.kind !== "programs" || needed.has(keptKey(seed)));
}

async function written(parts: Iterable<string>, out: string | undefined): Promise<void> {
  if (out !== undefined) return await writeFile(out, parts);
  await pipeline(Readable.from(parts), process.stdout, { end: false });
}

function csvOf(kind: Kind, seeds: KeptSeed[]): string {
  return csvText(sheetRows(kind, seeds), { delimiter: ",", newline: "\r\n" });
}

async function workbook(seeds: KeptSeed[]): Promise<Uint8Array> {
  const sheets = kinds.map((name) => ({
    name,
    rows: sheetRows(name, seeds.filter(({ kind }) => kind === name)),
  }));
  for (const row of sheets.flatMap(({ rows }) => rows)) {
    if (!row.some((cell) => typeof cell === "string" && cell.length > mostInCell)) continue;
    throw new Failure(
      `Cannot write the workbook: a text of ${row[0]} is longer than ${mostInCell} characters.`,
      "Export it as YAML or CSV.",
    );
  }
  return await xlsxBytes(sheets);
}
