import type { components } from "../../client/schema.ts";

/** What a plan would do with one record. */
export type PlanAction = components["schemas"]["PlanAction"];

/** What it would write into a field: what Odoo holds, and what the seed says. */
export interface FieldChange {
  from?: unknown;
  to?: unknown;
}

/** The fields that a record would get; of a new one those that its seed says. */
export function changesOf({ action, changes }: PlanAction): [field: string, change: FieldChange][] {
  const all = Object.entries(changes) as [string, FieldChange][];
  return action === "create" ? all.filter(([, { to }]) => isSaid(to)) : all;
}

/** The fields that both sides changed. */
export function conflictsOf({ conflicts }: PlanAction): [field: string, change: FieldChange][] {
  return Object.entries(conflicts) as [string, FieldChange][];
}

/** Whether somebody or a run has something to do: what is only reported of records to prune is nothing. */
export function isOutstanding({ action, written, conflicts }: PlanAction): boolean {
  return written || action === "conflict" || action === "blocked" ||
    Object.keys(conflicts).length > 0;
}

/** What people call a record of a model. */
export function kindOf(model: string): string {
  return { "project.project": "project", "project.task": "task" }[model] ?? model;
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}
