import type { Decider } from "../decision_token.ts";
import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** A notification that a sender has under a lease. */
export interface NotificationClaim {
  /** Its name. */
  key: string;
  lease_token: string;
  lease_seconds: number;
}

/** An event, as much of it as a message tells. */
export interface ToldEvent {
  type: string;
  subject: string;
  tenant: string | null;
  at: string;
  data: Record<string, unknown>;
}

/** A message that is to be sent; ops.message_to_send(). */
export interface MessageToSend {
  /** The same each time that it is sent. */
  id: string;
  notification: string;
  peer: "slack" | "mattermost" | "mail";
  /** Null: that of the settings. */
  address: string | null;
  form: "news" | "digest" | "more";
  /** Its conversation ends with it. */
  closes: boolean;
  /** The peer's id of the message that its conversation began with. */
  thread: string | null;
  /** As Odoo or HTML names it. */
  language: string;
  /** How many events it is about, and how many of each type. */
  count: number;
  types: Record<string, number>;
  /** The last ten of them, in order. */
  events: ToldEvent[];
  /** Elsewhere no mail is delivered. */
  isProduction: boolean;
}

/** How it went: with the peer's id of what it took, or with the error. */
export type MessageOutcome =
  | { reference?: string }
  | { code: string; detail: string; again_in?: number };

/** The notifications that have something to tell; each call is one transaction. */
export interface MessageQueue {
  claim(): Promise<NotificationClaim | null>;
  /** The heartbeat. @throws {AppError} lease_lost, as all below */
  extend(claim: NotificationClaim): Promise<void>;
  /** The next message; null when there is none now. */
  next(claim: NotificationClaim): Promise<MessageToSend | null>;
  /** Who may decide on an operation from a mail to an address; null where nobody may. */
  decider(operation: string, address: string): Promise<Decider | null>;
  record(claim: NotificationClaim, message: string, outcome: MessageOutcome): Promise<void>;
  /** It is done for now. */
  leave(claim: NotificationClaim): Promise<void>;
  fail(claim: NotificationClaim, error: { code: string; detail: string }): Promise<void>;
}

/** The queue of schema ops. @param sql gives the pool for each call */
export function messageQueue(sql: () => Sql): MessageQueue {
  return {
    async claim() {
      const [claim] = await sql()<[NotificationClaim?]>`
        select w.key, w.lease_token, k.lease_seconds
        from ops.claim_work(p_kind => 'notify') w
        join ops.work_kinds k on k.kind = w.kind
      `;
      return claim ?? null;
    },
    async extend({ key, lease_token }) {
      await refusable(sql()`
        select ops.extend_work(p_kind => 'notify', p_key => ${key}, p_token => ${lease_token})
      `);
    },
    async next({ key, lease_token }) {
      const [{ message, production }] = await refusable(
        sql()<[{ message: Omit<MessageToSend, "isProduction"> | null; production: boolean }]>`
          select s.environment = 'production' as production,
            ops.next_message(p_notification => ${key}, p_token => ${lease_token}) as message
          from control.settings s
        `,
      );
      return message && { ...message, isProduction: production };
    },
    async decider(operation, address) {
      const [{ decider }] = await sql()<
        [{ decider: Omit<Decider, "until"> & { until: string } | null }]
      >`
        select control.decider(p_operation => ${operation}, p_address => ${address}) as decider
      `;
      return decider && { ...decider, until: new Date(decider.until) };
    },
    async record({ key, lease_token }, message, outcome) {
      await refusable(sql()`
        select ops.record_message(
          p_notification => ${key}, p_token => ${lease_token}, p_message => ${message},
          p_outcome => ${sql().json(outcome as never)}
        )
      `);
    },
    async leave({ key, lease_token }) {
      await refusable(sql()`
        select ops.leave_messages(p_notification => ${key}, p_token => ${lease_token})
      `);
    },
    async fail({ key, lease_token }, error) {
      await refusable(sql()`
        select ops.fail_work(
          p_kind => 'notify', p_key => ${key}, p_token => ${lease_token}, p_error => ${
        sql().json(error)
      }
        )
      `);
    },
  };
}
