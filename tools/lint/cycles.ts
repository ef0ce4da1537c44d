import { dirname, join } from "node:path/posix";

/** Every way to name another file of ours, types included. */
const importing = /\b(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/**
 * The first cycle of imports that each file leads into, as paths in the order in which they import each
 * other; none where everything can be read from the bottom up. @param sources TypeScript by path
 */
export function importCycles(sources: ReadonlyMap<string, string>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const open: string[] = [];
  for (const path of sources.keys()) visit(path);
  return cycles;

  function visit(path: string): void {
    if (open.includes(path)) cycles.push(open.slice(open.indexOf(path)));
    if (done.has(path) || open.includes(path)) return;
    open.push(path);
    for (const other of importsOf(path, sources.get(path)!)) {
      if (sources.has(other)) visit(other);
    }
    open.pop();
    done.add(path);
  }
}

function importsOf(path: string, source: string): string[] {
  return [...source.matchAll(importing)].map(([, specifier]) => join(dirname(path), specifier!));
}
