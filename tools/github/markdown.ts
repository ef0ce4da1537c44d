/** Longer values are cut. */
const longest = 160;

/** A table of GitHub's Markdown; nothing where it has no row. */
export function table(titles: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line), ""];
}

/** What others wrote, as code: nobody is mentioned by it, nothing is linked, and no table breaks. */
export function code(text: string): string {
  const plain = cut(text.replace(/\p{Cc}+/gu, " ").trim());
  if (plain === "") return "";
  const runs = plain.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  const space = plain.startsWith("`") || plain.endsWith("`") ? " " : "";
  return `${fence}${space}${plain.replaceAll("|", "\\|")}${space}${fence}`;
}

/** A box that GitHub shows in a colour. */
export function box(kind: "WARNING" | "CAUTION" | "NOTE", text: string): string[] {
  return [`> [!${kind}]`, `> ${text}`, ""];
}

/** As many of the rows as have room, and how many there are besides. */
export function withinRoom(
  rows: readonly string[][],
  room: number,
): { shown: string[][]; left: number } {
  let used = 0;
  const shown: string[][] = [];
  for (const row of rows) {
    used += row.reduce((sum, { length }) => sum + length + 3, 2);
    if (used > room) break;
    shown.push(row);
  }
  return { shown, left: rows.length - shown.length };
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
}
