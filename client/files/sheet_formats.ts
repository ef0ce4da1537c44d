import type { SheetRecord } from "./sheet_records.ts";
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
    dates ?? onlyFormat(textsOf(field, records)),
  ]));
}

/** What the cells of a field say in words, each once. */
function textsOf(field: string, records: readonly SheetRecord[]): Set<string> {
  const texts = new Set<string>();
  for (const record of records) {
    for (const { value } of record.cells(field) ?? []) {
      if (typeof value === "string") texts.add(value);
    }
  }
  return texts;
}

/** The format of some texts; undefined where several would give other days. */
function onlyFormat(texts: Set<string>): DateFormat | undefined {
  const formats = formatsOf(texts);
  for (const text of texts) {
    const meanings = datesIn(text);
    const days = new Set(formats.map((format) => meanings.get(format)?.day));
    if (days.size > 1) return undefined;
  }
  return formats[0];
}
