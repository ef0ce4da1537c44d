import { filledIn, type Lookup } from "./variables.ts";
import type { Placed } from "./yaml_placed.ts";

/** Under these, 12 is a number and `no` is no text. */
const untyped = new Set([
  ...["planned_hours", "sequence", "active", "allow_dependencies", "sync_enabled"],
]);

/**
 * The value under a key: where a text is wanted, 0123 and true are texts as they stand there.
 * @throws {UnknownVariable}
 */
export function valueUnder(key: string, placed: Placed, lookup: Lookup): unknown {
  const scalar = placed.scalar();
  if (!scalar) {
    const items = placed.items();
    return items ? Array.from(items, (item) => valueUnder(key, item, lookup)) : {};
  }
  const { value, source } = scalar;
  if (typeof value === "string") return filledIn(value, lookup);
  return untyped.has(key) || value === null ? value : source ?? String(value);
}
