import type { Bucket, Grain, Ranges, Written } from "../../database/observation.ts";
import type { Domain } from "../../odoo/types.ts";
import { type Group, groupsBySecond, readGroups } from "../../odoo/groups.ts";
import { isId, text } from "../../odoo/kinds.ts";
import { instant, integer, lastWrite, naive } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { archivedToo } from "../../odoo/contexts.ts";
import { observedDomains } from "../../odoo/models.ts";

const model = "project.task";
const domain = observedDomains[model];
/** What digests are made of. */
export const observed = { model, domain } as const;

/** Groups of the tasks that we observe, in UTC. */
export async function groupTasks(
  { client }: OdooSession,
  narrowed: Domain,
  groupby: string[],
  aggregates: string[],
): Promise<Group[]> {
  const query = { domain: [...domain, ...narrowed], groupby, aggregates };
  const groups = await readGroups(client, model, query, { ...archivedToo, tz: "UTC" });
  return listOf(groups).filter(isGroup);
}

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null;
}

const groupings: Record<Grain, string[]> = {
  day: ["write_date:day"],
  // The second has its fraction: one group for each transaction.
  second: ["write_date:hour", "write_date:minute_number", "write_date:second_number"],
};

/** What there is in each part of some spans of write_dates. */
export interface Found {
  buckets: Bucket[];
  newest: string | null;
  /** Each task of those spans, where it had to be read for it. */
  written?: Written;
}

/** What there is in each day, or each second, of some spans of write_dates; and the newest. */
export async function readBuckets(
  session: OdooSession,
  grain: Grain,
  ranges: Ranges,
): Promise<Found> {
  if (grain === "day" || groupsBySecond(session.client.version)) {
    return summed(await readGrouped(session, grain, ranges));
  }
  const written = await readWritten(session, ranges);
  return { ...summed(piecesOf(written)), written };
}

function summed(pieces: Piece[]): Found {
  const buckets = new Map<string, Bucket>();
  let newest: string | null = null;
  for (const { at, count, ids, writers, last } of pieces) {
    const bucket = buckets.get(at) ?? { at, count: 0, ids: 0, writers: 0 };
    bucket.count += count;
    bucket.ids += ids;
    bucket.writers += writers;
    buckets.set(at, bucket);
    if (last !== null && (newest === null || last > newest)) newest = last;
  }
  return { buckets: [...buckets.values()], newest };
}

/** A part of a bucket, and when the newest of its tasks was written. */
type Piece = Bucket & { last: string | null };

async function readGrouped(session: OdooSession, grain: Grain, ranges: Ranges): Promise<Piece[]> {
  const aggregates = ["__count", "id:sum", "write_uid:sum", "write_date:max"];
  const groups = await groupTasks(session, writtenIn(ranges), groupings[grain], aggregates);
  return groups.map((found) => ({
    at: startOf(found, grain),
    count: Number(found.__count),
    ids: Number(found["id:sum"]),
    writers: Number(found["write_uid:sum"]),
    last: instant(found["write_date:max"]),
  }));
}

/** Where Odoo does not group by second, each task is a piece of its own. */
function piecesOf({ ids, writtenAt, writers }: Written): Piece[] {
  return ids.map((id, index) => {
    const at = writtenAt[index]!;
    return { at, count: 1, ids: id, writers: writers[index] ?? 0, last: at };
  });
}

/** The epoch stands for tasks that say no such thing, as it does in the shadow. */
function startOf(found: Group, grain: Grain): string {
  const label = found[grain === "day" ? "write_date:day" : "write_date:hour"];
  const start = (Array.isArray(label) ? text.read(label[0]) : null) ?? "";
  if (grain === "day") return lastWrite(instant(start));
  const two = (value: unknown) => String(Math.floor(Number(value))).padStart(2, "0");
  const minute = two(found["write_date:minute_number"]);
  const second = two(found["write_date:second_number"]);
  return lastWrite(instant(`${start.slice(0, 13)}:${minute}:${second}`));
}

/** When and by whom each task of some spans of write_dates was written last. */
export async function readWritten(session: OdooSession, ranges: Ranges): Promise<Written> {
  const fields = ["id", "write_date", "write_uid"];
  const aggregates = fields.map((field) => `${field}:array_agg`);
  const [all] = await groupTasks(session, writtenIn(ranges), [], aggregates);
  const [ids, moments, writers] = fields.map((field) => listOf(all?.[`${field}:array_agg`]));
  const rows = ids!.map((id, index) => ({ id, at: moments![index], by: writers![index] }))
    .filter(({ id }) => isId(id));
  return {
    ids: rows.map(({ id }) => id as number),
    writtenAt: rows.map(({ at }) => lastWrite(instant(at))),
    writers: rows.map(({ by }) => integer(by)),
  };
}

/** Those of them that were written in some spans. */
export function within(ranges: Ranges, { ids, writtenAt, writers }: Written): Written {
  const places = [...ids.keys()].filter((place) => {
    const at = Date.parse(writtenAt[place]!) / 1000;
    return ranges.some(([from, to]) => from <= at && at < to);
  });
  return {
    ids: places.map((place) => ids[place]!),
    writtenAt: places.map((place) => writtenAt[place]!),
    writers: places.map((place) => writers[place]!),
  };
}

/** What is no list is an empty one. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Tags that somebody else wrote since: they can be put on tasks from their own side. */
export async function readWrittenTags({ client }: OdooSession, since: number): Promise<number[]> {
  const domain = [["write_date", ">=", moment(since)], ["write_uid", "!=", client.uid]];
  const kwargs = { domain, order: "id" };
  return listOf(await client.call("project.tags", "search", { kwargs })).filter(isId);
}

/** More spans than this are read as the one that holds them all. */
const mostRanges = 40;

function writtenIn(ranges: Ranges): Domain {
  const spans: Ranges = ranges.length > mostRanges ? [[ranges[0]![0], ranges.at(-1)![1]]] : ranges;
  const leaves = spans.map(([from, to]) => {
    const bounds: Domain = [];
    if (from > 0) bounds.push(["write_date", ">=", moment(from)]);
    if (to < Infinity) bounds.push(["write_date", "<", moment(to)]);
    return bounds.length === 2 ? ["&", ...bounds] : bounds;
  });
  return [...Array(leaves.length - 1).fill("|"), ...leaves.flat()];
}

/** As Odoo's domains take it. @param seconds since 1970 */
export function moment(seconds: number): string {
  return naive(new Date(seconds * 1000));
}
