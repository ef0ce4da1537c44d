import { writeFile } from "node:fs/promises";
import { csvGrid, csvText } from "../client/files/csv_grid.ts";
import { keptCells } from "../client/files/sheet_update.ts";
import { changedXlsx } from "../client/files/xlsx_grid.ts";
import { Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { readSheets, type SheetOptions, workbook } from "./read_seeds.ts";
import { judged, sent } from "./seed_load.ts";
import { filesIn, type FoundFile } from "./seed_paths.ts";

type Change = ReturnType<typeof keptCells>[number];

/** Writes what was accepted from Odoo since a sheet was last loaded into the sheet; what the sheet has news of stays. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function exportInto(
  path: string,
  options: SheetOptions,
  frame: Frame,
): Promise<void> {
  const [file] = await filesIn([path]) as [FoundFile];
  const [reading, second] = await readSheets([file], options, frame);
  if (!reading || second) {
    throw new Failure(
      `Cannot write into ${path}: it has several sheets of seeds.`,
      "Name one: --sheet.",
    );
  }
  const rows = await judged(reading, frame);
  const { conflicts = [] } = await sent(rows, { dry_run: true }, frame);
  const changes = keptCells(
    reading,
    conflicts.map(({ row, columns }) => ({
      row: rows[row - 1]!,
      kept: Object.fromEntries(Object.entries(columns).map(([name, { kept }]) => [name, kept])),
    })),
  );
  if (changes.length > 0) {
    await writeFile(path, await changed(file, reading.work.grid, changes));
  }
  frame.tell(`${changes.length} cells of ${path} have what was accepted from Odoo.`);
}

async function changed(
  file: FoundFile,
  grid: { sheet?: string },
  changes: Change[],
): Promise<Uint8Array> {
  if (workbook.test(file.name)) return await changedXlsx(await file.bytes(), grid.sheet!, changes);
  const text = await utf8Of(file);
  const { rows, style } = csvGrid(file.name, text.replace(/^\ufeff/, ""));
  for (const { row, column, value } of changes) rows[row]![column] = value;
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return new TextEncoder().encode(mark + csvText(rows, style));
}

async function utf8Of({ name, bytes }: FoundFile): Promise<string> {
  const read = await bytes();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(read);
  } catch {
    throw new Failure(
      `Cannot write into ${name}: it is not in UTF-8.`,
      "Save it as UTF-8 or as XLSX.",
    );
  }
}
