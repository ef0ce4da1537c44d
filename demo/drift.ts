import type { Sql } from "postgres";
import { binding } from "./stage.ts";

/** A row of odoo_seed.v_drift. */
export interface Drift {
  kind: string;
  external_ref: string;
  field: string | null;
  expected: unknown;
  actual: unknown;
  odoo_write_at: Date | null;
  odoo_write_by: string | null;
  /** Whose value the next run leaves standing. */
  winner: "seed" | "odoo" | "undecided";
}

export async function readDrift(sql: Sql): Promise<Drift[]> {
  return await sql<Drift[]>`
    select kind, external_ref, field, expected, actual, odoo_write_at, odoo_write_by, winner
    from odoo_seed.v_drift
    where binding = ${binding}
    order by kind, external_ref
  `;
}
