import type { SeedRow } from "./seed_row.ts";

const partLength = 256_000;

/** Rows as the API takes them, a line each, in parts: never all of it is held. @param told how many are written */
export function* ndjson(
  rows: readonly SeedRow[],
  told: (count: number) => void = () => {},
): Generator<string> {
  let part = "";
  for (const [at, { kind, said }] of rows.entries()) {
    part += `${JSON.stringify({ kind, ...said })}\n`;
    if (part.length < partLength) continue;
    yield part;
    told(at + 1);
    part = "";
  }
  yield part;
  told(rows.length);
}
