import { type Model, recordErrors, type RowFailure } from "../../database/runs.ts";
import { isId, ref } from "../../odoo/kinds.ts";
import { shown, whyUnread } from "../../odoo/reading.ts";
import type { Run } from "../session/run.ts";
import type { StoredPage } from "./pages.ts";

type Fields = Record<string, unknown>;

/**
 * A page without the records that cannot be told from others because their id cannot be read: each
 * is told as an error, by its ref where it has one, and nothing is created for that ref in this run; for
 * no ref of its model where the ref cannot be read either. Of such a page nothing can be said to be gone.
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
  await recordErrors(run.deps.sql, run.id, strange.flatMap((record) => failuresOf(model, record)));
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

function failuresOf(model: Model, record: unknown): RowFailure[] {
  const fields = isFields(record) ? record : {};
  const name = isFields(record) ? ref.read(fields.x_external_ref) : undefined;
  const external_ref = name ?? `${model},?`;
  const whose = name ? ` (${name})` : "";
  const failure = (field: string, why: string) => ({
    model,
    external_ref,
    field,
    code: "unreadable",
    message: `Cannot read ${field} of ${model}${whose} in Odoo: ${why}.`,
  });
  if (!isFields(record)) {
    const why = `${shown(record)} is no record`;
    return [failure("id", why), failure("ref", `${why}; ${held}`)];
  }
  const id = failure("id", `${shown(record.id)} is no id`);
  if (name !== undefined) return [id];
  return [id, failure("ref", `${whyUnread(fields.x_external_ref, ref)}; ${held}`)];
}

const held = "it may be any seed's, so this run creates none of its kind";
