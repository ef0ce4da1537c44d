import type { OdooClient } from "../odoo/client.ts";
import { type Columns, readColumns } from "../odoo/columns.ts";
import type { Domain } from "../odoo/types.ts";
import { readContext } from "./odoo_session.ts";

/** No id is above PostgreSQL's largest integer. */
export const endId = 2 ** 31 - 1;

/** Records with ids in (afterId, throughId], which is all there are in it. */
export interface RecordPage {
  afterId: number;
  throughId: number;
  observedAt: Date;
  records: Record<string, unknown>[];
}

export interface PageQuery {
  model: string;
  domain: Domain;
  fields: string[];
  /** Set where the records can be read column by column. */
  columns?: Columns;
  /** A page never has more, unless `few` says that there are not many. */
  pageRows: number;
  few?: boolean;
  /** Told what records that columns link to are called. */
  learn?(field: string, id: number, label: string): void;
}

/** Reads a range of ids by ascending id: offsets would skip rows when others are deleted meanwhile. */
export async function* pagesById(
  client: OdooClient,
  query: PageQuery,
  range: { afterId: number; throughId: number },
  now: () => Date,
): AsyncGenerator<RecordPage> {
  for (let afterId = range.afterId; afterId < range.throughId;) {
    const observedAt = now();
    const wanted = { afterId, throughId: range.throughId };
    const { throughId, records } = query.columns
      ? await columnPage(client, query, query.columns, wanted)
      : await recordPage(client, query, wanted);
    yield { afterId, throughId, observedAt, records };
    afterId = throughId;
  }
}

interface Bounds {
  afterId: number;
  throughId: number;
}

async function recordPage(client: OdooClient, query: PageQuery, bounds: Bounds) {
  const records = await client.searchRead(query.model, {
    domain: within(query.domain, bounds),
    fields: query.fields,
    order: "id",
    limit: query.pageRows,
    context: readContext,
  });
  const full = records.length === query.pageRows;
  return { throughId: full ? Number(records.at(-1)!.id) : bounds.throughId, records };
}

/** Columns know no limit, so an open range is first cut where a page of ids ends. */
async function columnPage(client: OdooClient, query: PageQuery, columns: Columns, bounds: Bounds) {
  let { throughId } = bounds;
  if (throughId === endId && !query.few) {
    const kwargs = { domain: within(query.domain, bounds), order: "id", limit: query.pageRows };
    const call = { kwargs, context: readContext };
    const ids = await client.call(query.model, "search", call) as number[];
    if (ids.length === query.pageRows) throughId = ids.at(-1)!;
  }
  const domain = within(query.domain, { ...bounds, throughId });
  const records = await readColumns(client, query.model, columns, domain, readContext, query.learn);
  return { throughId, records };
}

function within(domain: Domain, { afterId, throughId }: Bounds): Domain {
  const bounds: Domain = [];
  if (afterId > 0) bounds.push(["id", ">", afterId]);
  if (throughId < endId) bounds.push(["id", "<=", throughId]);
  return [...domain, ...bounds];
}
