import { type Model, recordErrors } from "../database/runs.ts";
import { isId, ref } from "../odoo/kinds.ts";
import { shown } from "../odoo/reading.ts";
import type { Run } from "./run.ts";
import type { StoredPage } from "./store_page.ts";

type Fields = Record<string, unknown>;

/**
 * A page without the records that cannot be told from others because their id cannot be read: each
 * is told as an error, by its ref where it has one, and nothing is created for that ref in this run.
 * Of such a page nothing can be said to be gone.
 */
export async function setApart(run: Run, model: Model, page: StoredPage): Promise<StoredPage> {
  const byId = new Map<number, Fields>();
  const strange: unknown[] = [];
  for (const record of page.records) {
    if (isRecord(record)) byId.set(record.id, record);
    else strange.push(record);
  }
  if (byId.size === page.records.length) return page;
  const records = [...byId.values()];
  if (strange.length === 0) return { ...page, records };
  await recordErrors(run.deps.sql, run.id, strange.map((record) => failureOf(model, record)));
  // Projects know no such pages: theirs cover nothing.
  const bounds = model === "project.task" ? {} : { afterId: 0, throughId: 0 };
  return { ...page, ...bounds, records, partial: true };
}

function isRecord(record: unknown): record is Fields & { id: number } {
  return isFields(record) && isId(record.id);
}

function isFields(record: unknown): record is Fields {
  return typeof record === "object" && record !== null && !Array.isArray(record);
}

function failureOf(model: Model, record: unknown) {
  const fields = isFields(record) ? record : {};
  const name = ref.read(fields.x_external_ref) ?? null;
  const what = isFields(record) ? `${shown(record.id)} is no id` : `${shown(record)} is no record`;
  return {
    model,
    external_ref: name ?? `${model},?`,
    field: "id",
    code: "unreadable",
    message: `Cannot read id of ${model}${name === null ? "" : ` (${name})`} in Odoo: ${what}.`,
  };
}
