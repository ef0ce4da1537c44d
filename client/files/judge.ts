import { cyclesIn } from "./cycles.ts";
import { type Fault } from "./fault.ts";
import { keyOf } from "./columns.ts";
import { nearest } from "./nearest.ts";
import { acyclicRelations, type Mention, mentions, namedIn } from "./relations.ts";
import { faultOf, type Kind, kinds, type SeedRow } from "./seed_row.ts";

/** The names that rows mention and do not define themselves. */
export type Foreign = Record<Kind, Set<string>>;

/** More candidates than this take longer to compare than it is worth. */
const mostCandidates = 5_000;
const quotedName = (name: string) => JSON.stringify(name);

/** What rows mention that is in no file: whether it is there, the platform knows. */
export function foreignNames(rows: readonly SeedRow[]): Foreign {
  const own = byKind(rows);
  const foreign: Foreign = { programs: new Set(), projects: new Set(), tasks: new Set() };
  for (const { to, key } of mentions(rows)) if (!own[to].has(key)) foreign[to].add(key);
  return foreign;
}

/** What is wrong with rows as a whole. @param isThere whether the platform has what no file has */
export function judge(
  rows: readonly SeedRow[],
  isThere: (kind: Kind, key: string) => boolean,
): Fault[] {
  const own = byKind(rows);
  return [
    ...twice(rows, own),
    ...dangling(rows, own, isThere),
    ...circular(own),
    ...rows.flatMap(badAddresses),
  ];
}

type ByKind = Record<Kind, Map<string, SeedRow>>;

function byKind(rows: readonly SeedRow[]): ByKind {
  const own: ByKind = { programs: new Map(), projects: new Map(), tasks: new Map() };
  for (const row of rows) if (!own[row.kind].has(row.key)) own[row.kind].set(row.key, row);
  return own;
}

function twice(rows: readonly SeedRow[], own: ByKind): Fault[] {
  return rows.flatMap((row) => {
    const first = own[row.kind].get(row.key)!;
    if (first === row) return [];
    const { file, line } = first.source.placeOf(first.at);
    const advice = "Give one of them another ref.";
    return [faultOf(row, `${quotedName(row.key)} is in ${file}, line ${line}, too. ${advice}`)];
  });
}

function dangling(
  rows: readonly SeedRow[],
  own: ByKind,
  isThere: (kind: Kind, key: string) => boolean,
): Fault[] {
  const faults: Fault[] = [];
  for (const mention of mentions(rows)) {
    const { to, key, row, column, item } = mention;
    if (own[to].has(key) || isThere(to, key)) continue;
    faults.push(faultOf(row, danglingMessage(mention, own[to]), column, item));
  }
  return faults;
}

function danglingMessage({ called, to, key }: Mention, own: Map<string, SeedRow>): string {
  const what = { programs: "programme", projects: "project", tasks: "task" }[to];
  const [near] = own.size > mostCandidates ? [] : nearest(key, own.keys(), 1);
  const proposal = near === undefined ? "" : ` Is it ${quotedName(near)}?`;
  return `${called} names ${quotedName(key)}, which is no ${what} here or there.${proposal}`;
}

function circular(own: ByKind): Fault[] {
  return acyclicRelations.flatMap(({ kind, column }) => {
    const rows = own[kind];
    const next = (key: string) => namedIn(rows.get(key)!, column).filter((one) => rows.has(one));
    const linked = [...rows.keys()].filter((key) => namedIn(rows.get(key)!, column).length > 0);
    return cyclesIn(linked, next).map((cycle) => {
      const way = [...cycle, cycle[0]].join(" → ");
      return faultOf(rows.get(cycle[0]!)!, `${keyOf(kind, column)} goes round: ${way}.`, column);
    });
  });
}

const address = /^[^\s@]+@[^\s@]+$/;

function badAddresses(row: SeedRow): Fault[] {
  return ["assignee_email", "assignee_emails", "manager_email"].flatMap((column) => {
    const column0 = column === "assignee_email" ? "assignee_emails" : column;
    return namedIn(row, column).flatMap((name, item) =>
      address.test(name) ? [] : [
        faultOf(
          row,
          `${keyOf(row.kind, column)}: ${quotedName(name)} is no address.`,
          column0,
          item,
        ),
      ]
    );
  });
}

/** How many rows there are of each kind. */
export function countsOf(rows: readonly SeedRow[]): Record<Kind, number> {
  const own = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const { kind } of rows) own[kind]++;
  return own;
}
