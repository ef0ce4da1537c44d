import { byText } from "./names.ts";
import { neighboursOf, tableKey } from "./references.ts";
import type { Structure, Table } from "./structure.ts";

/** What one diagram shows. */
export interface DiagramPart {
  /** Tables of the page, with their keys. */
  own: Table[];
  /** Those one step away, by name alone. */
  near: Table[];
  /** How many of those one step away found no room. */
  leftOut: number;
}

/** So many boxes can be read on a page. */
export const most = { own: 16, all: 28 };

/**
 * Cuts the tables of a page into diagrams that can be read. Tables that lead to each other stay
 * together: each diagram begins with the table that has the most neighbours among those that remain.
 */
export function diagramParts(structure: Structure, tables: Table[]): DiagramPart[] {
  const neighbours = neighboursOf(structure);
  const all = new Map(structure.tables.map((table) => [tableKey(table), table]));
  const remaining = new Set(tables.map(tableKey));
  const parts: DiagramPart[] = [];
  while (remaining.size > 0) {
    const own = cluster(remaining, neighbours);
    for (const key of own) remaining.delete(key);
    const near = ranked(own, neighbours);
    const shown = near.slice(0, most.all - own.size);
    const tablesOf = (keys: Iterable<string>) => [...keys].sort(byText).map((key) => all.get(key)!);
    parts.push({
      own: tablesOf(own),
      near: tablesOf(shown),
      leftOut: near.length - shown.length,
    });
  }
  return parts;
}

type Neighbours = Map<string, Set<string>>;

/** Grows by the table that is nearest to what is there already. */
function cluster(remaining: Set<string>, neighbours: Neighbours): Set<string> {
  const own = new Set<string>();
  while (own.size < most.own && own.size < remaining.size) {
    const degree = (key: string) =>
      [...neighbours.get(key)!].filter((other) => remaining.has(other)).length;
    const next = best(remaining, own, (key) => [ties(key, own, neighbours), degree(key)]);
    own.add(next);
  }
  return own;
}

function best(
  candidates: Set<string>,
  taken: Set<string>,
  worth: (key: string) => [number, number],
): string {
  let winner: { key: string; worth: [number, number] } | undefined;
  for (const key of candidates) {
    if (taken.has(key)) continue;
    const own = worth(key);
    const order = winner
      ? own[0] - winner.worth[0] || own[1] - winner.worth[1] || byText(winner.key, key)
      : 1;
    if (order > 0) winner = { key, worth: own };
  }
  return winner!.key;
}

function ties(key: string, own: Set<string>, neighbours: Neighbours): number {
  return [...neighbours.get(key)!].filter((other) => own.has(other)).length;
}

/** Those one step away, the ones that most lead to first. */
function ranked(own: Set<string>, neighbours: Neighbours): string[] {
  const near = new Set([...own].flatMap((key) => [...neighbours.get(key)!]));
  return [...near].filter((key) => !own.has(key)).sort((a, b) =>
    ties(b, own, neighbours) - ties(a, own, neighbours) || byText(a, b)
  );
}
