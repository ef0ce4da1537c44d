import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** What there is of tasks in a span of write_dates: how many, and sums of their ids and writers. */
export interface Bucket {
  at: string;
  count: number;
  ids: number;
  writers: number;
}

export type Grain = "day" | "second";
export type LinkKind = "tag" | "dependency";
export type LabelKind = "stage" | "milestone" | "tag" | "user" | "company";

/**
 * Whether every task is to be read, and otherwise from which write_date on (in seconds since 1970)
 * tasks may have changed unnoticed. @throws {AppError} lease_lost
 */
export async function beginObservation(
  sql: Sql,
  runId: string,
  full: boolean,
): Promise<{ full: boolean; since: number | null }> {
  const rows = await refusable<{ full: boolean; since: number | null }[]>(sql`
    select is_full as full, extract(epoch from since)::float as since
    from odoo_seed.begin_observation(p_run_id => ${runId}, p_full => ${full})
  `);
  return rows[0]!;
}

/**
 * Turns an observation of what is due into a full one where that is not more work; returns whether
 * it did. @throws {AppError} lease_lost
 */
export async function preferFull(sql: Sql, runId: string): Promise<boolean> {
  const rows = await refusable<{ full: boolean }[]>(
    sql`select odoo_seed.prefer_full(p_run_id => ${runId}) as full`,
  );
  return rows[0]!.full;
}

/** Notes when the first API key of a binding's user ends; null: none does. */
export async function noteKeyExpiry(
  sql: Sql,
  binding: string,
  expiresAt: string | null,
): Promise<void> {
  await sql`select ops.note_key_expiry(p_binding => ${binding}, p_expires_at => ${expiresAt})`;
}

/** Notes the newest write_date in Odoo as seen before tasks are read. @throws {AppError} lease_lost */
export async function noteClock(
  sql: Sql,
  runId: string,
  { full, newest }: { full: boolean; newest: string | null },
): Promise<void> {
  await refusable(
    sql`select odoo_seed.note_clock(p_run_id => ${runId}, p_full => ${full}, p_newest => ${newest})`,
  );
}

/** Keeps how many tasks fit into one answer of this Odoo; null for no limit. @throws {AppError} lease_lost */
export async function learnPageRows(sql: Sql, runId: string, rows: number | null): Promise<void> {
  await refusable(sql`select odoo_seed.learn_page_rows(p_run_id => ${runId}, p_rows => ${rows})`);
}

/** How many tasks fitted into one answer of a binding's Odoo when it was asked last; null for no limit. */
export async function knownPageRows(sql: Sql, binding: string): Promise<number | null> {
  const [state] = await sql<{ page_rows: number | null }[]>`
    select page_rows from odoo_seed.shadow_state where binding = ${binding}
  `;
  return state?.page_rows ?? null;
}

/** Notes that Odoo's clock has reached what a run wrote and read back. @throws {AppError} lease_lost */
export async function noteWritten(sql: Sql, runId: string): Promise<void> {
  await refusable(sql`select odoo_seed.note_written(p_run_id => ${runId})`);
}

/** Moves the watermark. @throws {AppError} lease_lost */
export async function completeObservation(sql: Sql, runId: string, full: boolean): Promise<void> {
  await refusable(
    sql`select odoo_seed.complete_observation(p_run_id => ${runId}, p_full => ${full})`,
  );
}

/** Spans of write_dates, [from, to) in seconds since 1970. */
export type Ranges = [from: number, to: number][];

export interface Differing {
  ranges: Ranges;
  tasks: number;
  /** Many tasks of few moments: a finer grain pays. */
  coarse: boolean;
}

/** Which of the given spans hold something else in Odoo than in the shadow. @throws {AppError} lease_lost */
export async function differingBuckets(
  sql: Sql,
  runId: string,
  grain: Grain,
  ranges: Ranges,
  buckets: Bucket[],
): Promise<Differing | undefined> {
  const rows = await refusable<{ tasks: number; coarse: boolean; ranges: Ranges }[]>(sql`
    select d.tasks, d.is_coarse as coarse, (
      select json_agg(json_build_array(
        extract(epoch from lower(r)), extract(epoch from upper(r))) order by r)
      from unnest(d.ranges) r
    ) as ranges
    from odoo_seed.differing_buckets(
      p_run_id => ${runId}, p_grain => ${grain},
      p_ranges => ${multirange(ranges)}, p_buckets => ${sql.json(buckets as never)}
    ) d
  `);
  return rows[0];
}

/** Tasks by id with when and by whom they were written last. */
export interface Written {
  ids: number[];
  writtenAt: string[];
  writers: (number | null)[];
}

/** Notes which of the tasks of some spans have to be read again. @throws {AppError} lease_lost */
export async function noteDueWritten(
  sql: Sql,
  runId: string,
  ranges: Ranges,
  { ids, writtenAt, writers }: Written,
): Promise<void> {
  await refusable(sql`
    select odoo_seed.note_due_written(
      p_run_id => ${runId}, p_ranges => ${multirange(ranges)}, p_ids => ${ids}::int[],
      p_written_at => ${writtenAt}::timestamptz[], p_writers => ${writers}::int[]
    )
  `);
}

/** Notes which tasks of these tags or dependencies have to be read again. @throws {AppError} lease_lost */
export async function noteDueLinks(
  sql: Sql,
  runId: string,
  kind: LinkKind,
  links: Map<number, number[]>,
): Promise<void> {
  const tasks = sql.json(Object.fromEntries(links) as never);
  await refusable(sql`
    select odoo_seed.note_due_links(p_run_id => ${runId}, p_kind => ${kind}, p_links => ${tasks})
  `);
}

/** What a record that tasks refer to is called. */
export interface Label {
  odoo_id: number;
  label: string;
  /** What it is called in other languages. */
  others?: string[];
  /** Left out: it is. */
  active?: boolean;
  /** The projects that have it; left out where it is no project's. */
  projects?: number[];
}

/** Tells what all records of a kind are called; tasks of those called otherwise become due. @throws {AppError} lease_lost */
export async function observeLabels(
  sql: Sql,
  runId: string,
  kind: LabelKind,
  labels: Label[],
): Promise<void> {
  await refusable(sql`
    select odoo_seed.observe_labels(
      p_run_id => ${runId}, p_kind => ${kind}, p_labels => ${sql.json(labels as never)}
    )
  `);
}

/** The next tasks that have to be read again. @throws {AppError} lease_lost */
export async function dueTasks(sql: Sql, runId: string, limit: number): Promise<number[]> {
  const rows = await refusable<{ odoo_id: number }[]>(sql`
    select odoo_id from odoo_seed.due_tasks(p_run_id => ${runId}, p_limit => ${limit}) as odoo_id
  `);
  return rows.map((row) => row.odoo_id);
}

function multirange(ranges: Ranges): string {
  const moment = (seconds: number) =>
    seconds === Infinity ? "infinity" : new Date(seconds * 1000).toISOString();
  return `{${ranges.map(([from, to]) => `[${moment(from)},${moment(to)})`).join(",")}}`;
}
