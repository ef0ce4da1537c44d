/** What a list's query may hold. */
export type Rison = string | number | boolean | Rison[] | { [name: string]: Rison };

/** A value as Superset's lists take it in their parameter `q` (https://github.com/Nanonid/rison). */
export function rison(value: Rison): string {
  if (typeof value === "string") return `'${value.replace(/[!']/g, "!$&")}'`;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "!t" : "!f";
  if (Array.isArray(value)) return `!(${value.map(rison).join(",")})`;
  return `(${Object.entries(value).map(([name, inner]) => `${name}:${rison(inner)}`).join(",")})`;
}
