const mostChars = 500;

/** A text of somebody else's in one line that can be shown, cut where it is long. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > mostChars ? `${line.slice(0, mostChars)}…` : line;
}
