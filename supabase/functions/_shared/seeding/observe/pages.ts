import type { OdooClient } from "../../odoo/client.ts";
import { OdooFault } from "../../odoo/faults.ts";
import { isId } from "../../odoo/kinds.ts";
import type { Context, Domain } from "../../odoo/types.ts";

/** No id is above PostgreSQL's largest integer. */
export const endId = 2 ** 31 - 1;

/** Records with ids in (afterId, throughId], which is all there are in it. */
export interface RecordPage {
  afterId: number;
  throughId: number;
  observedAt: Date;
  records: Record<string, unknown>[];
}

/** A page of records; tasks in `ids` that are not among them are gone. */
export type StoredPage = RecordPage & { ids?: number[]; partial?: boolean };

export interface PageQuery {
  model: string;
  domain: Domain;
  fields: string[];
  /** Sent with every call. */
  context: Context;
  /** A page of records never has more. */
  pageRows: number;
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
    const { throughId, records } = await recordPage(client, query, wanted);
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
  if (records.length < query.pageRows) return { throughId: bounds.throughId, records };
  const last = Math.max(...records.map(({ id }) => isId(id) ? id : 0));
  // Without an id to go on from, the same page would come again and again.
  if (last <= bounds.afterId) throw unordered(client, query.model);
  return { throughId: last, records };
}

function unordered(client: OdooClient, model: string): OdooFault {
  const operation = client.operation(`call ${model}.search_read`);
  return new OdooFault("unreadable", operation, "its records have no ids that go up");
}

function within(domain: Domain, { afterId, throughId }: Bounds): Domain {
  const bounds: Domain = [];
  if (afterId > 0) bounds.push(["id", ">", afterId]);
  if (throughId < endId) bounds.push(["id", "<=", throughId]);
  return [...domain, ...bounds];
}
