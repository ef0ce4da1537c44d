/** How dates may be written: which part comes first. */
export const dateFormats = ["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"] as const;

export type DateFormat = (typeof dateFormats)[number];

/** A day, with the time of it where one is said. */
export interface When {
  day: string;
  /** As in 17:00:00. */
  time?: string;
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const weekdays = "sun mon tue wed thu fri sat".split(" ");
const clock = /[T,\s]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*([ap])?\.?m?\.?\s*$/i;
const weekday = /^(sun|mon|tue|wed|thu|fri|sat)[a-z]*[.,]?\s+/i;

/** What a text may mean as a date, by the format that it would be written in; nothing where it is no date. */
export function datesIn(text: string): Map<DateFormat, When> {
  const trimmed = text.trim();
  const time = timeIn(trimmed);
  const named = weekday.exec(trimmed);
  const rest = trimmed.replace(clock, "").replace(weekday, "").trim();
  const found = new Map<DateFormat, When>();
  if (time === null) return found;
  const days = new Map<Parts, string | undefined>();
  for (const [format, parts] of readings(rest)) {
    if (!days.has(parts)) days.set(parts, dayOf(parts));
    const day = days.get(parts);
    if (day === undefined || named && !falls(day, named[1]!)) continue;
    found.set(format, { day, ...time && { time } });
  }
  return found;
}

/** Formats in which every one of some texts is a date. */
export function formatsOf(texts: Iterable<string>): DateFormat[] {
  let left: DateFormat[] = [...dateFormats];
  for (const text of texts) {
    const meanings = datesIn(text);
    // What is no date at all is a fault of its own, and says nothing of the others.
    if (meanings.size > 0) left = left.filter((format) => meanings.has(format));
  }
  return left;
}

type Parts = [year: number, month: number, day: number];

function readings(text: string): [DateFormat, Parts][] {
  const all = (parts: Parts): [DateFormat, Parts][] => dateFormats.map((format) => [format, parts]);
  const first = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (first) return all(numbers(first.slice(1)) as Parts);
  const spoken = namedMonth(text);
  if (spoken) return all(spoken);
  const last = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text);
  if (!last) return [];
  const [one, other, year] = numbers([last[1]!, last[3]!, last[4]!]) as Parts;
  const whole = year < 100 ? 2000 + year : year;
  // Nobody writes a month first with dots.
  if (last[2] === ".") return all([whole, other, one]);
  return [["DD/MM/YYYY", [whole, other, one]], ["MM/DD/YYYY", [whole, one, other]]];
}

/** 3-Apr-26, 3 April 2026, April 3, 2026. */
function namedMonth(text: string): Parts | undefined {
  const found = /^(\d{1,2})[-/.\s]+([a-z]{3,9})\.?[-/,\s]+(\d{4}|\d{2})$/i.exec(text) ??
    /^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i.exec(text);
  if (!found) return undefined;
  const [, one, other, year] = found as unknown as [string, string, string, string];
  const [day, word] = /^\d/.test(one) ? [one, other] : [other, one];
  const month = months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  return [Number(year) < 100 ? 2000 + Number(year) : Number(year), month, Number(day)];
}

function numbers(texts: string[]): number[] {
  return texts.map(Number);
}

function dayOf([year, month, day]: Parts): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal && year >= 1000 ? date.toISOString().slice(0, 10) : undefined;
}

function falls(day: string, name: string): boolean {
  return weekdays[new Date(day).getUTCDay()] === name.slice(0, 3).toLowerCase();
}

/** The time of day; undefined where none is said, null where it is none. */
function timeIn(text: string): string | undefined | null {
  const found = clock.exec(text);
  if (!found) return undefined;
  const [, hour, minute, second = "00", half] = found;
  const twelve = Number(hour) % 12 + (half?.toLowerCase() === "p" ? 12 : 0);
  const full = half ? twelve : Number(hour);
  if (full > 23 || Number(minute) > 59) return null;
  return `${String(full).padStart(2, "0")}:${minute}:${second}`;
}

/** A day as a format writes it, with zeros and slashes where the sheet has such. @param like another date of the sheet */
export function writtenDay(day: string, format: DateFormat, like: string): string {
  const [year, month, date] = day.split("-") as [string, string, string];
  const separator = /[-/.]/.exec(like)?.[0] ?? "-";
  const named = /[a-z]{3}/i.test(like.replace(weekday, "").replace(clock, ""));
  if (/^\d{4}/.test(like) || named || format === "YYYY-MM-DD" && separator !== ".") return day;
  const isShort = !/\d{4}/.test(like);
  const order = format === "MM/DD/YYYY" && separator !== "." ? [month, date] : [date, month];
  const trimmed = /(^|\D)0\d\D/.test(like) || !/(^|\D)\d\D/.test(like)
    ? order
    : order.map((part) => part.replace(/^0/, ""));
  return [...trimmed, isShort ? year.slice(2) : year].join(separator);
}
