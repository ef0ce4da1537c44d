import { isMap, isScalar } from "yaml";
import { filledIn, type Lookup } from "./variables.ts";
import { itemsOf, type Placed, resolved } from "./yaml_nodes.ts";

/** Under these, 12 is a number and `no` is no text. */
const untyped = new Set([
  ...["planned_hours", "sequence", "active", "allow_dependencies", "sync_enabled"],
]);

/**
 * The value under a key: where a text is wanted, 0123 and true are texts as they stand there.
 * @throws {UnknownVariable}
 */
export function valueUnder(key: string, placed: Placed, lookup: Lookup): unknown {
  const items = itemsOf(placed);
  if (items) return [...items].map((item) => valueUnder(key, item, lookup));
  const node = resolved(placed.node, placed.within);
  if (isMap(node)) return {};
  if (!isScalar(node)) return null;
  const { value, source } = node;
  if (typeof value === "string") return filledIn(value, lookup);
  return untyped.has(key) || value === null ? value : source ?? String(value);
}
