import { columns, paint, type Style } from "../../terminal/paint.ts";
import { type Cell, table } from "../../terminal/table.ts";
import { width, wrap } from "../../terminal/width.ts";

const indent = "   ";

/** Opens an act: what happens in it, why that matters, and the line that does the same. */
export function heading(number: number, title: string, why: string, line?: string): void {
  const rule = "━".repeat(columns - 5 - width(title) - String(number).length);
  console.log(`\n${paint(`━━ ${number}`, "cyan")} ${paint(title, "bold")} ${paint(rule, "cyan")}`);
  for (const part of wrap(why, columns - 2 * indent.length)) console.log(indent + part);
  if (line !== undefined) console.log(`\n${indent}${paint(`$ ${line}`, "dim")}`);
  console.log();
}

/** A line across, before the end. */
export function showRule(): void {
  console.log(`\n${paint("━".repeat(columns), "cyan")}`);
}

/** A table with a blank line after it. */
export function showTable(titles: string[], rows: Cell[][]): void {
  const lines = table(titles, rows, columns - indent.length);
  console.log(lines.map((line) => indent + line).join("\n") + "\n");
}

/** A line as it is. */
export function say(line: string): void {
  console.log(indent + line);
}

/** Lines under a small title, each as it is: they may be meant for pasting. */
export function showLines(title: string, lines: string[]): void {
  console.log(`\n${indent}${paint(title, "bold")}`);
  for (const line of lines) console.log(indent + line);
}

/** What the demo claims does not hold. */
export class Untrue extends Error {
  constructor(text: string, readonly found: unknown) {
    super(`Not so: ${text}`);
  }
}

/** Says a claim that holds; one that does not ends the demo. @throws {Untrue} */
export function claim(text: string, holds: boolean, found: () => unknown): void {
  if (!holds) throw new Untrue(text, found());
  marked("✓", "green", text, (line) => line);
}

/** Says why the demo ends early. */
export function failure(error: Error): void {
  console.log();
  marked("✗", "red", error.message, (line) => paint(line, "red"));
  if (error instanceof TypeError) console.log(paint(error.stack ?? "", "dim")); // a fault of ours
  if (error instanceof Untrue) console.log(`   Found: ${Deno.inspect(error.found, { depth: 6 })}`);
}

function marked(mark: string, style: Style, text: string, show: (line: string) => string): void {
  const [first, ...rest] = wrap(text, columns - 2 * indent.length);
  console.log(`${indent}${paint(mark, style)} ${show(first ?? "")}`);
  for (const line of rest) console.log(`${indent}  ${show(line)}`);
}
