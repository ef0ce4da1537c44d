import type { Action } from "../../database/plan.ts";
import type { Model, RowFailure } from "../../database/runs.ts";
import { models } from "../../odoo/models.ts";

const done = { create: "created", update: "updated", archive: "archived", unarchive: "unarchived" };

export type WriteAction = keyof typeof done;

export interface Result {
  external_ref: string;
  odoo_id: number;
  action: string;
}

/** Whether a plan row asks for something to be written. */
export function writes(action: Action): action is WriteAction {
  return action in done;
}

/** What a run did and what it could not do, row by row. */
export class Outcome {
  readonly results: Record<Model, Result[]> = resultsByModel();
  readonly #succeeded = new Set<string>();
  readonly failures: RowFailure[] = [];
  readonly #failed = new Set<string>();

  /** Notes what was done to a record; a later write that completes it changes nothing about that. */
  succeed(model: Model, ref: string, odooId: number, action: WriteAction): void {
    const key = JSON.stringify([model, ref]);
    if (this.#succeeded.has(key)) return;
    this.#succeeded.add(key);
    this.results[model].push({ external_ref: ref, odoo_id: odooId, action: done[action] });
  }

  /** Notes failures that are told already. */
  failAll(failures: RowFailure[]): void {
    for (const { model, external_ref, code, message, field } of failures) {
      this.fail(model, external_ref, code, message, field);
    }
  }

  /** Notes a failure; with a field, only that field of the row did not go through. Told twice, it counts once. */
  fail(
    model: Model,
    ref: string,
    code: string,
    message: string,
    field: string | null = null,
  ): void {
    const key = JSON.stringify([model, ref, field, message]);
    if (this.#failed.has(key)) return;
    this.#failed.add(key);
    this.failures.push({ model, external_ref: ref, field, code, message });
  }
}

function resultsByModel() {
  return Object.fromEntries(models.map((model) => [model, [] as Result[]])) as Record<
    Model,
    Result[]
  >;
}
