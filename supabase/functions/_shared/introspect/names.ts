/** A schema and what is in it, or a table and its column, as one name. */
export function dotted(...names: string[]): string {
  return names.join(".");
}

/** A name that no two things share, whatever dots are in the names that it is made of. */
export function keyOf(...names: string[]): string {
  return JSON.stringify(names);
}

/** The order of names, the same on every machine: that of their UTF-16 code units. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted by a text of each. */
export function sortedBy<T>(items: Iterable<T>, text: (item: T) => string): T[] {
  return [...items].sort((a, b) => byText(text(a), text(b)));
}
