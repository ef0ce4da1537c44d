import { learnPageRows } from "../../database/observation.ts";
import type { Model } from "../../database/runs.ts";
import { readColumns } from "../../odoo/columns.ts";
import { isDataError, mayComeInParts, OdooFault } from "../../odoo/faults.ts";
import { pageMb } from "../../odoo/http.ts";
import { isId } from "../../odoo/kinds.ts";
import { observedDomains, spelled } from "../../odoo/models.ts";
import type { Domain } from "../../odoo/types.ts";
import { chunksOf } from "../../chunks.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { endId, type StoredPage } from "./pages.ts";
import type { Run } from "../session/run.ts";
import { salvage } from "./salvage.ts";
import { learnTags } from "./store_page.ts";

/** A page of records never brings more, so that memory stays small. */
export const mostRows = 3000;

/** Records that are to be read: those with ids in (afterId, throughId], or the very ones. */
export type Part =
  | { afterId: number; throughId: number; ids?: number[] }
  | { list: number[]; domain?: Domain };

/**
 * Reads the records of a part. What does not come whole, because the answer is too large or Odoo
 * stumbles over something in it, is asked for in smaller parts, down to one record: of that, what can
 * be read is. What took too long is asked for in smaller parts by the next slice.
 */
export async function* readPart(
  run: Run,
  session: OdooSession,
  model: Model,
  part: Part,
): AsyncGenerator<StoredPage> {
  const { pageSize } = session;
  const most = pageSize.rows(mostRows);
  const known = "list" in part ? part.list : part.ids;
  if (known ? known.length > most : most < mostRows) {
    const ids = known ?? await idsOf(session, model, part);
    if (ids.length > most) return yield* readPieces(run, session, model, part, chunksOf(ids, most));
  }
  const observedAt = run.deps.now();
  try {
    const records = await fetchRecords(session, model, domainOf(model, part));
    pageSize.came();
    return yield { ...boundsOf(part), observedAt, records };
  } catch (error) {
    if (!(error instanceof OdooFault)) throw error;
    if (isSlow(error)) await shrink(run, session, known?.length ?? most);
    if (!mayComeInParts(error)) throw error;
    const ids = known ?? await idsOf(session, model, part);
    if (!await shrink(run, session, ids.length)) throw error;
    if (ids.length > 1) {
      const pieces = chunksOf(ids, Math.min(pageSize.rows(mostRows), Math.ceil(ids.length / 2)));
      return yield* readPieces(run, session, model, part, pieces);
    }
    const records = ids.length > 0 ? await salvage(session, model, ids[0]!) : [];
    yield { ...boundsOf(part), observedAt, records };
  }
}

async function* readPieces(
  run: Run,
  session: OdooSession,
  model: Model,
  part: Part,
  pieces: number[][],
): AsyncGenerator<StoredPage> {
  for (const [index, ids] of pieces.entries()) {
    if ("list" in part) {
      yield* readPart(run, session, model, { ...part, list: ids });
      continue;
    }
    const afterId = pieces[index - 1]?.at(-1) ?? part.afterId;
    const throughId = index + 1 < pieces.length ? ids.at(-1)! : part.throughId;
    yield* readPart(run, session, model, { afterId, throughId, ids });
  }
}

/** No answer: Odoo took too long, or ran out of what it may use. */
function isSlow({ kind }: OdooFault): boolean {
  return kind === "unknown_outcome";
}

/** Notes that so many records did not come; returns whether fewer may. */
async function shrink(run: Run, { pageSize }: OdooSession, rows: number): Promise<boolean> {
  const hopeful = pageSize.failed(rows);
  await keepPageSize(run, pageSize);
  return hopeful;
}

/** Keeps what was learned about the size of answers, where it is something else than before. */
export async function keepPageSize(run: Run, pageSize: OdooSession["pageSize"]): Promise<void> {
  const learned = pageSize.learned(mostRows);
  if (learned === pageSize.kept) return;
  await learnPageRows(run.deps.sql, run.id, learned);
  pageSize.kept = learned;
}

async function fetchRecords(session: OdooSession, model: Model, domain: Domain) {
  const { client, readContext: context } = session;
  const columns = session.columns.of(model);
  if (!columns) return await fetchWhole(session, model, domain);
  try {
    return await readColumns(client, model, columns, domain, context, learnTags(session));
  } catch (error) {
    if (!isDataError(error)) throw error;
    const records = await fetchWhole(session, model, domain);
    // It was not one of the records that failed.
    session.columns.fail(model);
    return records;
  }
}

/** Reads records as Odoo itself does. */
function fetchWhole(session: OdooSession, model: Model, domain: Domain) {
  const { client, readContext: context } = session;
  const { readFields: fields } = spelled(session, model);
  const query = { domain, fields, order: "id", context, answerMb: pageMb };
  return client.searchRead(model, query);
}

async function idsOf(
  { client, readContext: context }: OdooSession,
  model: Model,
  part: Part,
): Promise<number[]> {
  const kwargs = { domain: domainOf(model, part), order: "id" };
  const ids = await client.call(model, "search", { kwargs, context });
  return Array.isArray(ids) ? ids.filter(isId) : [];
}

function domainOf(model: Model, part: Part): Domain {
  if ("list" in part) return [...part.domain ?? [], ["id", "in", part.list]];
  const bounds: Domain = [...observedDomains[model]];
  if (part.afterId > 0) bounds.push(["id", ">", part.afterId]);
  if (part.throughId < endId) bounds.push(["id", "<=", part.throughId]);
  return bounds;
}

function boundsOf(part: Part) {
  if ("list" in part) return { afterId: 0, throughId: 0, ids: part.list };
  return { afterId: part.afterId, throughId: part.throughId };
}
