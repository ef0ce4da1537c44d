import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Json } from "./operations.ts";

/** One object of a change set. */
export interface SchemaChange {
  schema: string;
  object: string;
  kind: string;
  change: "created" | "changed" | "renamed" | "dropped";
  /** What it was called, `schema.name`, if it was renamed. */
  previous?: string;
  /** The slug of the tenant whose schema it is in. */
  tenant?: string;
}

/** A change set, as it is announced. */
export interface ChangeSet {
  id: string;
  opened_at: string;
  migrations: string[];
  /** When sending it began; it may have been received. Null: it was not sent. */
  sending_at: string | null;
  /** Whether the receiver has said so. */
  is_received: boolean | null;
  changes: SchemaChange[];
  pushes: { repository: string; commit: string; ref: string; files: string[] }[];
}

/** A change set that a worker has for one attempt. */
export interface ClaimedChangeSet extends ChangeSet {
  lease_token: string;
}

export type SetOutcome = "announced" | "kept" | "unclear";

/** The change sets that are announced; each call is one transaction. */
export interface ChangeSets {
  /** The one that is due, or null. */
  claim(): Promise<ClaimedChangeSet | null>;
  /** Marks it as being sent, with all that has changed by now; null: nothing differs any more. @throws {AppError} lease_lost, as all below */
  begin(set: ClaimedChangeSet): Promise<ChangeSet | null>;
  /** Ends an attempt without a receipt; `arrived`: it may have been received. The next begins when SQL says, or in so many seconds. */
  leave(set: ClaimedChangeSet, end: Unreceived): Promise<void>;
  /** It is told no more. */
  end(
    set: ClaimedChangeSet,
    outcome: SetOutcome,
    more?: { reason?: string; runUrl?: string },
  ): Promise<void>;
}

export interface Unreceived {
  error: Json | null;
  arrived: boolean;
  seconds?: number;
}

/** The change sets of schema ops. @param sql gives the pool for each call */
export function changeSets(sql: () => Sql, leaseSeconds: number): ChangeSets {
  return {
    async claim() {
      const [row] = await sql()<[{ claim: ClaimedChangeSet | null }]>`
        select ops.claim_change_set(p_lease_seconds => ${leaseSeconds}) as claim
      `;
      return row.claim;
    },
    async begin({ id, lease_token }) {
      const [row] = await refusable(sql()<[{ sent: ChangeSet | null }]>`
        select ops.begin_sending(p_id => ${id}, p_token => ${lease_token}) as sent
      `);
      return row.sent;
    },
    async leave({ id, lease_token }, { error, arrived, seconds }) {
      await refusable(sql()`
        select ops.leave_change_set(
          p_id => ${id}, p_token => ${lease_token},
          p_error => ${error ? sql().json(error as never) : null}, p_arrived => ${arrived},
          p_seconds => ${seconds ?? null}
        )
      `);
    },
    async end({ id, lease_token }, outcome, { reason, runUrl } = {}) {
      await refusable(sql()`
        select ops.end_sending(
          p_id => ${id}, p_token => ${lease_token}, p_outcome => ${outcome},
          p_reason => ${reason ?? null}, p_run_url => ${runUrl ?? null}
        )
      `);
    },
  };
}

/** What the receiver says of a change set. */
export interface Acknowledgement {
  change_set: string;
  status: "done" | "failed";
  detail?: string;
  run_url?: string;
}

/** Stores what the receiver says; the same may be said again. @throws {AppError} not_found */
export async function acknowledge(sql: Sql, said: Acknowledgement): Promise<void> {
  await refusable(sql`
    select ops.acknowledge_changes(
      p_id => ${said.change_set}, p_as => ${said.status}, p_detail => ${said.detail ?? null},
      p_run_url => ${said.run_url ?? null}
    )
  `);
}
