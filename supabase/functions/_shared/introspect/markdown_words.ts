/** What a reader sees of somebody else's text, whatever signs are in it: one line, that no table ends at. */
export function plainText(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim()
    .replace(/[\\`*_{}[\]<>#|~&$!]/g, (sign) => sign === "&" ? "&amp;" : `\\${sign}`);
}

/** A name or an expression as it is written, in one line of a table. */
export function codeText(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ");
  const fence = "`".repeat(
    1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`.replaceAll("|", "\\|");
}

/** A link with a text that is written already. */
export function linkTo(text: string, target: string): string {
  return `[${text}](${target})`;
}

/** A table; none where there is no row. */
export function tableLines(titles: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)];
}

/** A count with its word, in the plural where it is not one. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : several}`;
}

/** A number as people read it. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
