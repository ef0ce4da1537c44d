import { RowError } from "./names.ts";
import { allQuoted, quoted } from "../quoted.ts";

/** Odoo says `false` for every empty value; these readers say null. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** True for Odoo's true alone: an empty value is false. */
export function bool(value: unknown): boolean {
  return value === true;
}

/** A number, or the id of a many2one, which may come as `[id, name]`. */
export function integer(value: unknown): number | null {
  if (Array.isArray(value)) return integer(value[0]);
  return typeof value === "number" ? value : null;
}

/** A plain number; Odoo takes an empty one for 0. */
export function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** Ids of a many2many; none for an empty value. */
export function integers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
}

/** Odoo's naive UTC (`YYYY-MM-DD HH:MM:SS`, or a day) as an unambiguous moment. */
export function instant(value: unknown): string | null {
  const moment = text(value);
  if (moment === null) return null;
  return moment.length === 10 ? `${moment}T00:00:00Z` : `${moment.replace(" ", "T")}Z`;
}

/** A document's deadline (in UTC) as the server's field takes it: that moment, or its day in the time zone. */
export function deadlineText(
  value: unknown,
  { deadline, timeZone }: { deadline: "datetime" | "date"; timeZone: string },
): string | false {
  if (typeof value !== "string") return false;
  return deadline === "date" ? dayOf(new Date(`${value.replace(" ", "T")}Z`), timeZone) : value;
}

function dayOf(moment: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

/** The value itself where the server's selection has it. */
export function choice(field: string, value: unknown, keys: string[]): string {
  if (typeof value === "string" && keys.includes(value)) return value;
  throw new RowError(
    field,
    `Cannot write ${field}: ${quoted(value)} is not one of ${allQuoted(keys)} in this Odoo.`,
  );
}
