import { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** A subscription that a sender has under a lease. */
export interface DeliveryClaim {
  /** Its name. */
  key: string;
  lease_token: string;
  /** How long the lease is, unless it is extended. */
  lease_seconds: number;
}

/** An event that a subscription is to get. */
export interface Offered {
  place: number;
  position: number;
  id: string;
  type: string;
  subject: string;
  tenant: string | null;
  at: string;
  data: Record<string, unknown>;
}

/** What is sent to a subscription next. */
export interface Batch {
  url: string;
  /** The newest first; each of them signs. */
  secrets: Secret[];
  /** Nothing has arrived lately. */
  failing: boolean;
  /** The place in the line up to which it goes. */
  upto: number;
  events: Offered[];
}

/** How an attempt for the event of a place went. */
export interface Told {
  place: number;
  status?: number;
  ms: number;
  answer?: string;
  error?: string;
  again_in?: number;
}

/** The subscriptions that have something to be sent; each call is one transaction. */
export interface DeliveryQueue {
  claim(): Promise<DeliveryClaim | null>;
  /** The heartbeat. @throws {AppError} lease_lost, as all below */
  extend(claim: DeliveryClaim): Promise<void>;
  /** The next batch; null when there is none now. */
  next(claim: DeliveryClaim): Promise<Batch | null>;
  record(claim: DeliveryClaim, upto: number, outcomes: Told[]): Promise<void>;
  /** It is done for now. */
  leave(claim: DeliveryClaim): Promise<void>;
  fail(claim: DeliveryClaim, error: { code: string; detail: string }): Promise<void>;
}

/** The queue of schema ops. @param sql gives the pool for each call */
export function deliveryQueue(sql: () => Sql): DeliveryQueue {
  return {
    async claim() {
      const [claim] = await sql()<[DeliveryClaim?]>`
        select w.key, w.lease_token, k.lease_seconds
        from ops.claim_work(p_kind => 'deliver') w
        join ops.work_kinds k on k.kind = w.kind
      `;
      return claim ?? null;
    },
    async extend({ key, lease_token }) {
      await refusable(sql()`
        select ops.extend_work(p_kind => 'deliver', p_key => ${key}, p_token => ${lease_token})
      `);
    },
    async next({ key, lease_token }) {
      await sql()`select ops.place_events()`;
      const [row] = await refusable(sql()<[{ batch: Batch & { secrets: string[] | null } | null }]>`
        select ops.next_deliveries(p_subscription => ${key}, p_token => ${lease_token}) as batch
      `);
      const { batch } = row;
      const secrets = batch?.secrets?.map((secret: string) => new Secret(secret)) ?? [];
      return batch && { ...batch, secrets };
    },
    async record({ key, lease_token }, upto, outcomes) {
      await refusable(sql()`
        select ops.record_deliveries(
          p_subscription => ${key}, p_token => ${lease_token}, p_upto => ${upto},
          p_outcomes => ${sql().json(outcomes as never)}
        )
      `);
    },
    async leave({ key, lease_token }) {
      await refusable(sql()`
        select ops.leave_deliveries(p_subscription => ${key}, p_token => ${lease_token})
      `);
    },
    async fail({ key, lease_token }, error) {
      await refusable(sql()`
        select ops.fail_work(
          p_kind => 'deliver', p_key => ${key}, p_token => ${lease_token}, p_error => ${
        sql().json(error)
      }
        )
      `);
    },
  };
}
