import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Json } from "./operations.ts";
import type { TenantRow } from "./tenants.ts";

/** A probe or a measurement that a worker holds. */
export interface CareClaim {
  care: "probe" | "measure";
  token: string;
  claimed_at: string;
  params: Json;
  tenant: TenantRow;
}

/** Care of tenants as work; each call is one transaction. */
export interface CareQueue {
  /** The next due one, or null. */
  claim(): Promise<CareClaim | null>;
  /** The heartbeat. @throws {AppError} lease_lost, as all below */
  extend(claim: CareClaim): Promise<void>;
  /** Ends a probe with what it saw. @returns how the tenant is; null where an operation knows better */
  finishProbe(claim: CareClaim, facts: Json): Promise<string | null>;
  /** Ends a measurement with its numbers, by metric. */
  finishMeasure(claim: CareClaim, values: Record<string, number>): Promise<void>;
  /** It could not be done, and is tried again. */
  fail(claim: CareClaim, error: Json): Promise<void>;
}

/** The care of schema control. @param sql gives the pool for each call */
export function careQueue(sql: () => Sql, leaseSeconds: number): CareQueue {
  return {
    async claim() {
      const [row] = await sql()<[{ claim: CareClaim | null }]>`
        select control.claim_care(p_lease_seconds => ${leaseSeconds}) as claim
      `;
      return row.claim;
    },
    async extend({ care, tenant, token }) {
      await refusable(sql()`
        select control.extend_care(
          p_care => ${care}, p_tenant_id => ${tenant.id}, p_token => ${token},
          p_lease_seconds => ${leaseSeconds}
        )
      `);
    },
    async finishProbe({ tenant, token, claimed_at }, facts) {
      const [row] = await refusable(sql()<[{ state: string | null }]>`
        select control.finish_probe(
          p_tenant_id => ${tenant.id}, p_token => ${token}, p_claimed_at => ${claimed_at},
          p_facts => ${sql().json(facts as never)}
        ) as state
      `);
      return row.state;
    },
    async finishMeasure({ tenant, token }, values) {
      await refusable(sql()`
        select control.finish_measure(
          p_tenant_id => ${tenant.id}, p_token => ${token}, p_values => ${sql().json(values)}
        )
      `);
    },
    async fail({ care, tenant, token }, error) {
      await refusable(sql()`
        select control.fail_care(
          p_care => ${care}, p_tenant_id => ${tenant.id}, p_token => ${token},
          p_error => ${sql().json(error as never)}
        )
      `);
    },
  };
}
