import { cut, width, wrap } from "../../terminal/width.ts";

/** A text with more in common than this with another is shown from where they part. */
const longPrefix = 40;
/** So much of what they have in common stays before it. */
const keptPrefix = 12;

/** A value of a field, on one line: texts in quotes, nothing as a dash. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return safe(Array.isArray(value) ? `[${value.map(quoted).join(", ")}]` : quoted(value));
}

/** A value of a field as a cell: texts as they are, nothing as null. */
export function valueCell(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => valueCell(item) ?? "").join(", ");
  return typeof value === "string" ? value : quoted(value);
}

/** Two values of a field; what both long texts begin with is left out. */
export function bothTexts(from: unknown, to: unknown): [from: string, to: string] {
  if (typeof from !== "string" || typeof to !== "string") return [valueText(from), valueText(to)];
  const cutAt = from.lastIndexOf(" ", commonLength(from, to) - keptPrefix);
  if (cutAt < longPrefix - keptPrefix) return [valueText(from), valueText(to)];
  return [valueText(`…${from.slice(cutAt + 1)}`), valueText(`…${to.slice(cutAt + 1)}`)];
}

/** What others wrote must not steer a terminal. */
export function safe(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

/** A text in lines of at most so many columns, words that are too long broken; at most so many lines. */
export function folded(text: string, columns: number, most = 4): string[] {
  const lines = wrap(text, columns).flatMap((line) => broken(line, columns));
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(" "), columns)];
}

function quoted(value: unknown): string {
  return JSON.stringify(value) ?? "—";
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function broken(line: string, columns: number): string[] {
  if (width(line) <= columns) return [line];
  const parts = [""];
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (width(parts.at(-1)! + segment) > columns) parts.push("");
    parts.push(parts.pop()! + segment);
  }
  return parts;
}
