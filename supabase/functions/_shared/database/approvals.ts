import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Target } from "./tenants.ts";

/** @throws {AppError} approval_void where what it is to destroy is not what was approved */
export async function refuseChangedTarget(sql: Sql, id: string, seen: Target): Promise<void> {
  await refusable(sql`
    select control.refuse_changed_target(
      p_operation => ${id}, p_seen => ${sql.json(seen as never)}
    )
  `);
}
