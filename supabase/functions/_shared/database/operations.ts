import type { CallFault } from "./calls.ts";
import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { TenantRow } from "./tenants.ts";

export type Json = Record<string, unknown>;

export interface OperationRow {
  id: string;
  tenant_id: string;
  kind: string;
  status:
    | "waiting_approval"
    | "queued"
    | "running"
    | "compensating"
    | "succeeded"
    | "failed"
    | "cancelled";
  /** Of the tenant, when it was first asked for. */
  tenant_status: string;
  requested_by: string;
  on_behalf_of: string | null;
  input: Json;
  retry_of: string | null;
  from_step: string | null;
  error: Json | null;
  runbook: string | null;
  /** Of the request that asked for it. */
  request_id: string | null;
  created_at: string;
  started_at: string | null;
  cancel_requested_at: string | null;
  finished_at: string | null;
  /** Why no runner comes for it, while it is open. */
  stalled: CallFault | null;
}

export interface StepRow {
  id: string;
  name: string;
  action: "apply" | "compensate";
  dangerous: boolean;
  status: string;
  disruptive: boolean;
  attempts: number;
  max_attempts: number;
  /** What earlier tries of this step have said. */
  output: Json;
  skip_reason: string | null;
  error: Json | null;
  started_at: string | null;
  finished_at: string | null;
}

/** A step that a worker holds, with all it needs to know. */
export interface Claim {
  step: StepRow;
  token: string;
  operation: OperationRow;
  tenant: TenantRow;
  /** What the steps before have said, in one object. */
  outputs: Json;
  /** Codes of the faults that a while mends: what is asked for is then there. */
  passing: string[];
}

/** Where due steps come from and where it is said how they went; each call is one transaction. */
export interface StepQueue {
  /** The next due step, or null. */
  claim(): Promise<Claim | null>;
  /** The heartbeat; true when the operation is to be cancelled. @throws {AppError} lease_lost, as all below */
  extend(claim: Claim): Promise<boolean>;
  /** Said before a step changes anything; until then, its failure leaves all as it was. */
  beginChange(claim: Claim): Promise<void>;
  finish(claim: Claim, output: Json, skipped?: string): Promise<void>;
  wait(claim: Claim, seconds: number, output: Json): Promise<void>;
  /** Whether it is tried again follows from the error's code. */
  fail(claim: Claim, error: Json): Promise<void>;
  /** Has another runner called for what is due, by one that has to stop. */
  handOver(): Promise<void>;
}

/** The queue in schema control. @param sql gives the pool for each call */
export function stepQueue(sql: () => Sql, worker: string, leaseSeconds: number): StepQueue {
  const json = (value: Json) => sql().json(value as never);
  return {
    async claim() {
      const [row] = await sql()<[{ claim: Claim | null }]>`
        select control.claim_step(p_worker => ${worker}, p_lease_seconds => ${leaseSeconds}) as claim
      `;
      return row.claim;
    },
    async extend({ step, token }) {
      const [row] = await refusable(sql()<[{ stop: boolean }]>`
        select control.extend_step(
          p_step => ${step.id}, p_token => ${token}, p_lease_seconds => ${leaseSeconds}
        ) as stop
      `);
      return row.stop;
    },
    async beginChange({ step, token }) {
      await refusable(sql()`
        select control.begin_change(p_step => ${step.id}, p_token => ${token})
      `);
    },
    async finish({ step, token }, output, skipped) {
      await refusable(sql()`
        select control.finish_step(
          p_step => ${step.id}, p_token => ${token}, p_output => ${json(output)},
          p_skipped => ${skipped ?? null}
        )
      `);
    },
    async wait({ step, token }, seconds, output) {
      await refusable(sql()`
        select control.wait_step(
          p_step => ${step.id}, p_token => ${token}, p_seconds => ${seconds},
          p_output => ${json(output)}
        )
      `);
    },
    async fail({ step, token }, error) {
      await refusable(sql()`
        select control.fail_step(
          p_step => ${step.id}, p_token => ${token}, p_error => ${json(error)}
        )
      `);
    },
    async handOver() {
      await sql()`select control.hand_over()`;
    },
  };
}
