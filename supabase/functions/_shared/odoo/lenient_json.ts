/** Stands for NaN until the text is parsed; no text from PostgreSQL holds its first character. */
const mark = "\u0000NaN";
const notANumber = JSON.stringify({ [mark]: 0 });
/** Above all numbers, so that it is read as infinity. */
const infinity = "1e999";

/**
 * The value of a JSON text in which numbers may be NaN, Infinity or -Infinity, as Python writes them
 * and JSON has not; undefined when it is no such text. Slower than `JSON.parse`: for what that refuses.
 */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(withoutOddNumbers(text), (_key, value) => isMark(value) ? NaN : value);
  } catch {
    return undefined;
  }
}

function isMark(value: unknown): boolean {
  return typeof value === "object" && value !== null && mark in value;
}

/** Replaces odd numbers between strings; what stands in a string is the string's own. */
function withoutOddNumbers(text: string): string {
  const parts: string[] = [];
  let from = 0;
  while (from < text.length) {
    const opening = text.indexOf('"', from);
    const end = opening < 0 ? text.length : opening;
    parts.push(plainNumbers(text.slice(from, end)));
    if (opening < 0) break;
    const next = afterString(text, opening);
    parts.push(text.slice(opening, next));
    from = next;
  }
  return parts.join("");
}

function plainNumbers(between: string): string {
  if (!between.includes("N") && !between.includes("I")) return between;
  return between.replaceAll(
    /\b(?:NaN|Infinity)\b/g,
    (name) => name === "NaN" ? notANumber : infinity,
  );
}

/** Where the text goes on after the string that opens at a position. */
function afterString(text: string, opening: number): number {
  let closing = text.indexOf('"', opening + 1);
  while (closing >= 0 && isEscaped(text, closing)) closing = text.indexOf('"', closing + 1);
  return closing < 0 ? text.length : closing + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}
