import { relative } from "node:path";
import { root } from "./paths.ts";

/** A log's name and its last lines that say something, to go behind an error. */
export async function logEnd(file: string, lines = 8): Promise<string> {
  const text = await Deno.readTextFile(file).catch(() => ""); // a log that never began says nothing
  const last = text.split("\n").filter((line) => line.trim()).slice(-lines);
  const name = file.startsWith(`${root}/`) ? relative(root, file) : file;
  if (last.length === 0) return `Its log, ${name}, is empty.`;
  return [`The end of ${name}:`, ...last.map((line) => `  ${line}`)].join("\n");
}
