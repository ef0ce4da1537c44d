import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { FaultKind } from "../../odoo/faults.ts";
import { fault } from "../session/fake_client.ts";
import { sendOrSplit } from "./split.ts";
import { Suspicion, traitsOf } from "./suspicion.ts";

export interface Row {
  id: number;
  values: Record<string, unknown>;
}

/** Stores batches whole or not at all, as one transaction does; names no row in its error. */
export class Store {
  readonly stored: number[] = [];
  readonly refused: [number, string][] = [];
  /** How many rows each call had, and whether it was told to be a part. */
  readonly calls: [number, boolean][] = [];
  readonly suspicion = new Suspicion<Row>(({ values }) => traitsOf(values));
  readonly #bad: (row: Row) => boolean;
  readonly #kind: FaultKind;

  constructor(bad: (row: Row) => boolean, kind: FaultKind = "data") {
    this.#bad = bad;
    this.#kind = kind;
  }

  readonly send = (rows: Row[], part: boolean): Promise<void> => {
    this.calls.push([rows.length, part]);
    const bad = rows.filter(this.#bad).map(({ id }) => id);
    if (bad.length > 0) return Promise.reject(fault(this.#kind, `refused ${bad}`));
    this.stored.push(...rows.map(({ id }) => id));
    return Promise.resolve();
  };

  readonly refuse = ({ id }: Row, { reason }: { reason: string }) =>
    void this.refused.push([id, reason]);

  async take(rows: Row[]): Promise<number> {
    await sendOrSplit(rows, this);
    return this.calls.length;
  }
}

export const ascending = (a: number, b: number) => a - b;

/** Each good row is stored once, each bad one told once in its own words. */
export function expectWhole(store: Store, rows: Row[], bad: (row: Row) => boolean): void {
  const ids = (of: Row[]) => of.map(({ id }) => id).sort(ascending);
  deepStrictEqual(store.stored.toSorted(ascending), ids(rows.filter((row) => !bad(row))));
  deepStrictEqual(
    store.refused.toSorted(([a], [b]) => a - b),
    ids(rows.filter(bad)).map((id) => [id, `refused ${id}`]),
  );
}

/** The calls of halving every part that is refused. */
export function halving(rows: Row[], bad: (row: Row) => boolean): number {
  if (rows.length === 1 || !rows.some(bad)) return 1;
  const middle = Math.ceil(rows.length / 2);
  return 1 + halving(rows.slice(0, middle), bad) + halving(rows.slice(middle), bad);
}

/** Which of n rows are refused: some, runs of neighbours, or every so many. */
export const patterns = fc.oneof(
  fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }),
  fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 8 })
    .map((runs) => runs.flatMap(([bad, length]) => Array<boolean>(length).fill(bad))),
  fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 90 }))
    .map(([n, every]) => Array.from({ length: n }, (_, index) => index % every === 0)),
);

/** Rows as tasks are: most values are shared by many. */
export function tasksOf(
  pattern: boolean[],
  assignee: (bad: boolean, index: number) => number,
): Row[] {
  return pattern.map((bad, id) => ({
    id,
    values: {
      x_external_ref: `T-${id}`,
      name: `Reconcile ${["bank", "ledger", "stock"][id % 3]} ${id}`,
      project_id: 7 + id % 2,
      allocated_hours: id % 5,
      date_deadline: `2026-11-${10 + id % 20} 17:00:00`,
      user_ids: [[6, 0, [assignee(bad, id)]]],
    },
  }));
}
