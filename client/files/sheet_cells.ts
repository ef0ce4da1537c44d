/** Quotes around nothing that is seen, as a cell has an empty text; an empty cell is none. */
const marks = /^'*"\s*"$/;

/** A text as a cell has it. */
export function textCell(text: string): string {
  if (text.trim() === "") return `"${text}"`;
  return marks.test(text) ? `'${text}` : text;
}

/** The inverse of textCell(). */
export function cellText(cell: string): string {
  if (!marks.test(cell)) return cell;
  return cell.startsWith("'") ? cell.slice(1) : cell.slice(1, -1);
}

/** A list as a cell has it: with semicolons between, or as JSON where its items would be read otherwise. */
export function listCell(items: readonly string[]): string {
  const joined = items.join("; ");
  const read = joined.startsWith("[") ? [] : listIn(joined, /[;\n]/);
  const isSame = read.length > 0 && read.length === items.length &&
    read.every((item, at) => item === items[at]);
  return isSame ? joined : JSON.stringify(items);
}

/** The inverse of listCell(), and what people write: items with a separator between. */
export function listIn(cell: string, separator: RegExp): string[] {
  return listOfJson(cell) ?? cell.split(separator).map((item) => item.trim()).filter(Boolean);
}

function listOfJson(cell: string): string[] | undefined {
  if (!cell.startsWith("[")) return undefined;
  try {
    const list = JSON.parse(cell);
    return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}
