import type { OdooClient } from "../odoo/client.ts";
import { type Columns, readColumns } from "../odoo/columns.ts";
import type { Context, Domain } from "../odoo/types.ts";

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
  /** Set where the records can be read column by column: a range is then one page. */
  columns?: Columns;
  /** Sent with every call. */
  context: Context;
  /** A page of records never has more. */
  pageRows: number;
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
    context: query.context,
  });
  const full = records.length === query.pageRows;
  return { throughId: full ? Number(records.at(-1)!.id) : bounds.throughId, records };
}

async function columnPage(client: OdooClient, query: PageQuery, columns: Columns, bounds: Bounds) {
  const domain = within(query.domain, bounds);
  const { model, context, learn } = query;
  const records = await readColumns(client, model, columns, domain, context, learn);
  return { throughId: bounds.throughId, records };
}

function within(domain: Domain, { afterId, throughId }: Bounds): Domain {
  const bounds: Domain = [];
  if (afterId > 0) bounds.push(["id", ">", afterId]);
  if (throughId < endId) bounds.push(["id", "<=", throughId]);
  return [...domain, ...bounds];
}
