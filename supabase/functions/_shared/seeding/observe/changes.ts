import {
  differingBuckets,
  type Grain,
  noteClock,
  noteDueLinks,
  noteDueWritten,
  type Ranges,
} from "../../database/observation.ts";
import { type Found, readBuckets, readWritten, readWrittenTags, within } from "./digests.ts";
import { readLinks } from "./links.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Run } from "../session/run.ts";

/**
 * Finds out which tasks differ from the shadow and notes them as due. Tasks written before `since`
 * (in seconds since 1970) can only have left their day, those after it may have moved within it:
 * they are compared second by second.
 */
export async function noteChanges(run: Run, session: OdooSession, since: number): Promise<void> {
  await Promise.all([
    noteWritten(run, session, since),
    noteTagged(run, session, since),
  ]);
}

async function noteWritten(run: Run, session: OdooSession, since: number): Promise<void> {
  const closed: Ranges = [[0, since]];
  const open: Ranges = [[since, Infinity]];
  const [before, after] = await Promise.all([
    readBuckets(session, "day", closed),
    readBuckets(session, "second", open),
  ]);
  const newest = after.newest ?? before.newest;
  await noteClock(run.deps.sql, run.id, { full: false, newest });
  await Promise.all([
    noteDiffering(run, session, "day", closed, before),
    noteDiffering(run, session, "second", open, after),
  ]);
}

async function noteDiffering(
  run: Run,
  session: OdooSession,
  grain: Grain,
  ranges: Ranges,
  { buckets, written }: Found,
): Promise<void> {
  const { sql } = run.deps;
  const differing = await differingBuckets(sql, run.id, grain, ranges, buckets);
  if (!differing) return;
  if (grain === "day" && differing.coarse) {
    const finer = await readBuckets(session, "second", differing.ranges);
    return await noteDiffering(run, session, "second", differing.ranges, finer);
  }
  const theirs = written
    ? within(differing.ranges, written)
    : await readWritten(session, differing.ranges);
  await noteDueWritten(sql, run.id, differing.ranges, theirs);
}

/** A tag can be put on tasks from its own side, which leaves the tasks untouched. */
async function noteTagged(run: Run, session: OdooSession, since: number): Promise<void> {
  const tags = await readWrittenTags(session, since);
  if (tags.length === 0) return;
  await noteDueLinks(run.deps.sql, run.id, "tag", await readLinks(session, "tag_ids", tags));
}
