import { fromRoot } from "./paths.ts";

/** A log's name and its last lines that say something, to go behind an error. */
export async function logEnd(file: string, lines = 8): Promise<string> {
  const text = await Deno.readTextFile(file).catch(() => ""); // a log that never began says nothing
  const last = text.split("\n").filter((line) => line.trim()).slice(-lines);
  if (last.length === 0) return `Its log, ${fromRoot(file)}, is empty.`;
  return [`The end of ${fromRoot(file)}:`, ...last.map((line) => `  ${line}`)].join("\n");
}
