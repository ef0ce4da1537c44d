import { type Cell, type SheetRecord } from "./sheet_records.ts";
import { type DateFormat, datesIn, formatsOf } from "./sheet_dates.ts";
import type { Mapping } from "./sheet_mapping.ts";

/** What is a date. */
export const dateFields = ["deadline", "date_start", "date_end"];

/** How the dates of each field are written: as was told, else the one way in which all of them are dates. */
export function dateFormatsIn(
  records: readonly SheetRecord[],
  { dates }: Mapping,
): Map<string, DateFormat | undefined> {
  return new Map(dateFields.map((field) => [
    field,
    dates ?? onlyFormat(records.flatMap((record) => record.cells.get(field) ?? [])),
  ]));
}

/** The format of some cells; undefined where several would give other days. */
function onlyFormat(cells: Cell[]): DateFormat | undefined {
  const texts = cells.flatMap(({ value }) => typeof value === "string" ? [value] : []);
  const formats = formatsOf(texts);
  const isSame = texts.every((text) => {
    const meanings = datesIn(text);
    return new Set(formats.map((format) => meanings.get(format)?.day)).size <= 1;
  });
  return isSame ? formats[0] : undefined;
}
