import * as kinds from "./kinds.ts";
import { RowError } from "./directory.ts";
import { allQuoted, quoted } from "../quoted.ts";

/** Odoo says `false` for every empty value; these readers say null, and so for what they cannot read. */
export function text(value: unknown): string | null {
  return kinds.text.read(value) ?? null;
}

/** An id, or that of a many2one, which may come as `[id, name]`. */
export function integer(value: unknown): number | null {
  return kinds.link.read(value) ?? null;
}

/** Ids of a many2many; none for an empty value. */
export function integers(value: unknown): number[] {
  return kinds.links.read(value) ?? [];
}

/** Odoo's naive UTC (`YYYY-MM-DD HH:MM:SS`, or a day) as an unambiguous moment. */
export function instant(value: unknown): string | null {
  return kinds.moment.read(value) ?? null;
}

/** A moment as Odoo's domains take it: naive UTC. */
export function naive(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace("T", " ");
}

/** Nothing in Odoo was written before. */
export const epoch = "1970-01-01T00:00:00Z";

/** When a record was written last, as the digests have it: the epoch for what says no such thing. */
export function lastWrite(moment: string | null): string {
  return moment === null || moment < epoch ? epoch : moment;
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
