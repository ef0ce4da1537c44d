import { keyColumn, type Kind } from "./seed_row.ts";

/** A seed as the platform gives it out, in the columns of the API. */
export interface KeptSeed {
  kind: Kind;
  said: Record<string, unknown>;
}

/** The slug or ref of a seed. */
export function keptKey({ kind, said }: KeptSeed): string {
  return said[keyColumn(kind)] as string;
}

/** A seed of a line that the platform wrote. */
export function keptSeed(line: string): KeptSeed {
  const { kind, ...said } = JSON.parse(line) as Record<string, unknown> & { kind: Kind };
  return { kind, said };
}
