const longest = 80;

/** A name or value as messages show it: in double quotes, as JSON has them, cut where it is very long. */
export function quoted(value: unknown): string {
  const text = String(value);
  const characters = [...text.slice(0, 2 * longest)];
  const isLong = text.length > 2 * longest || characters.length > longest;
  return JSON.stringify(isLong ? `${characters.slice(0, longest).join("")}…` : text);
}

/** Several of them, with commas between. */
export function allQuoted(values: readonly unknown[]): string {
  return values.map(quoted).join(", ");
}
