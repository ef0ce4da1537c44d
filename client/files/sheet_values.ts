import type { CellValue } from "./grid.ts";
import { isAddress, ownersIn } from "./owners.ts";
import { cellText, listIn } from "./sheet_cells.ts";
import { datesIn } from "./sheet_dates.ts";
import { hoursIn, numberIn } from "./sheet_durations.ts";
import { dateFields } from "./sheet_formats.ts";
import { type Cell, type SheetRecord, textOf } from "./sheet_records.ts";
import type { SheetWork } from "./sheet_work.ts";

/** Where a cell that says nothing leaves the seed as it is: these cannot be empty. */
const neverEmpty = new Set([
  ...["name", "company", "project", "ref", "slug", "type", "visibility", "description_format"],
  ...["active", "allow_dependencies", "sync_enabled"],
]);
const flags = new Set(["active", "allow_dependencies", "sync_enabled"]);
const lists = new Set(["tags", "depends_on"]);
/** Links to other seeds are not for this: they need all rows. */
const links = new Set(["id", "wbs", "level", "parent", "predecessors", "depends_on"]);
const yes = new Set(["true", "yes", "y", "x", "1", "ja", "oui"]);
const no = new Set(["false", "no", "n", "0", "nein", "non"]);

/** What a row says under the keys of files, but for what it says of other rows. */
export function valuesOfRecord(record: SheetRecord, work: SheetWork): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [field, cells] of record.cells) {
    if (work.kind === "tasks" && links.has(field)) continue;
    const key = field === "owners" ? "assignees" : field;
    const value = valueOf(field, cells, record.row, work);
    if (value !== undefined && (value !== null || !(key in values))) values[key] = value;
  }
  for (const [key, value] of Object.entries(work.mapping.defaults ?? {})) {
    if (values[key] === undefined || values[key] === null) values[key] = value;
  }
  return values;
}

function valueOf(field: string, cells: Cell[], row: number, work: SheetWork): unknown {
  const filled = cells.filter(({ value }) => value !== null);
  if (filled.length === 0) return neverEmpty.has(field) ? undefined : null;
  if (lists.has(field)) return filled.flatMap(({ value }) => listed(field, value, work));
  if (field === "owners" || field === "assignees") return ownersOf(filled, row, work);
  const [{ value, column }] = filled as [Cell];
  const wrong = (what: string) =>
    void work.tell(row, column, `${field}: ${JSON.stringify(textOf(value))} ${what}.`);
  const said = meant(field, value, work);
  if (said === null) return null;
  if (dateFields.includes(field)) return dateOf(field, { value: said, column }, row, work, wrong);
  if (flags.has(field)) return flagOf(said, wrong);
  if (field === "planned_hours") {
    const { hours, hours_per_day } = work.mapping;
    return hoursIn(textOf(said), hours, hours_per_day) ?? wrong("is no duration");
  }
  if (field === "sequence") return numberIn(textOf(said)) ?? wrong("is no number");
  const text = cellText(textOf(said));
  return field === "name" || field === "description" ? text : text.trim();
}

/** What the words of a sheet mean here. */
function meant(field: string, value: CellValue, { mapping }: SheetWork): CellValue {
  const words = mapping.values?.[field];
  const word = textOf(value).trim();
  return words && Object.hasOwn(words, word) ? words[word]! : value;
}

function listed(field: string, value: CellValue, work: SheetWork): string[] {
  const items = listIn(textOf(value), work.separator);
  return items.flatMap((item) => {
    const said = meant(field, item, work);
    return said === null ? [] : [textOf(said)];
  });
}

function flagOf(value: CellValue, wrong: (what: string) => void): unknown {
  const word = textOf(value).trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : wrong("is neither yes nor no");
}

function dateOf(
  field: string,
  { value, column }: Cell,
  row: number,
  { formats, mapping, doubtful }: SheetWork,
  wrong: (what: string) => void,
): unknown {
  const { zone } = mapping;
  const isDeadline = field === "deadline";
  if (value instanceof Date) {
    const moment = value.toISOString();
    const hasTime = isDeadline && zone && !moment.includes("T00:00:00");
    return hasTime ? moment.slice(0, 19) + zone : moment.slice(0, 10);
  }
  const text = textOf(value);
  if (isDeadline && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text)) return text;
  const meanings = datesIn(text);
  const format = formats.get(field);
  const when = format ? meanings.get(format) : undefined;
  if (when) return isDeadline && zone && when.time ? `${when.day}T${when.time}${zone}` : when.day;
  if (meanings.size === 0) return wrong("is no date");
  if (format) return wrong(`is no date as the others are, ${format}`);
  const days = new Set([...meanings.values()].map(({ day }) => day));
  if (days.size === 1) return [...days][0];
  return doubtful.add(column, { field, row, text, meanings });
}

function ownersOf(cells: Cell[], row: number, work: SheetWork): unknown {
  const addresses = new Set<string>();
  for (const { value, column } of cells) {
    const text = textOf(meant("owners", value, work)).trim();
    const isJson = text.startsWith("[");
    const items = isJson ? listIn(text, work.separator) : ownersIn(text, work.separator);
    for (const item of items) {
      for (const address of addressesOf(item, row, column, work)) addresses.add(address);
    }
    if (items.length === 0) return [];
  }
  const all = [...addresses];
  return all.length === 1 && !cells.some(({ value }) => textOf(value).startsWith("["))
    ? all[0]
    : all;
}

/** Of one name, or of several with commas between. */
function addressesOf(item: string, row: number, column: number, work: SheetWork): string[] {
  if (isAddress(item) && !item.includes(",")) return [item];
  work.names.add(item);
  if (!work.people) return [];
  const whole = work.people.find(item);
  if ("address" in whole) return [whole.address];
  if (item.includes(",")) {
    const parts = ownersIn(item, /,/);
    return parts.flatMap((part) => addressesOf(part, row, column, work));
  }
  work.tell(row, column, `owners: ${JSON.stringify(item)} ${whole.why}.`.replace("?.", "?"));
  return [];
}
