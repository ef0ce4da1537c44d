import { RowError } from "./names.ts";

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

/** A document's deadline (already UTC) as the server's field takes it. */
export function deadlineText(value: unknown, type: "datetime" | "date"): string | false {
  if (typeof value !== "string") return false;
  return type === "date" ? value.slice(0, 10) : value;
}

/** The value itself where the server's selection has it. */
export function choice(field: string, value: unknown, keys: string[]): string {
  if (typeof value === "string" && keys.includes(value)) return value;
  throw new RowError(
    field,
    `Cannot write ${field}: ${value} is not one of ${keys.join(", ")} in this Odoo.`,
  );
}
