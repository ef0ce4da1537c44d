import type { Cell } from "../terminal/table.ts";
import type { Listing } from "./output.ts";

/** What one thing is, a line each; what it has not, and lists of more than plain values, are left to JSON. */
export function fields(value: object): Listing {
  const rows = Object.entries(value)
    .filter(([, of]) => !Array.isArray(of) || of.every((one) => typeof one !== "object"))
    .map(([key, of]) => [key, fieldCell(of)])
    .filter(([, cell]) => cell !== null);
  return { titles: ["what", "is"], rows };
}

/** Anything of an answer in one cell. */
export function fieldCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
    return value.length === 0 ? null : value.join(", ");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
