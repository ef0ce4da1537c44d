import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Actor, Target } from "./tenants.ts";

/**
 * A second person's yes; the operation ends instead where what it is to destroy has changed.
 * @param seen how that is now @throws {AppError} not_found, forbidden, operation_status_refused
 */
export async function approveOperation(
  sql: Sql,
  id: string,
  { actor, reason, seen }: { actor: Actor; reason?: string; seen?: Target },
): Promise<void> {
  await refusable(sql`
    select control.approve_operation(
      p_operation => ${id}, p_actor => ${sql.json({ ...actor })}, p_reason => ${reason ?? null},
      p_seen => ${seen ? sql.json(seen as never) : null}
    )
  `);
}

/** A second person's no. @throws {AppError} not_found, forbidden, operation_status_refused */
export async function refuseOperation(
  sql: Sql,
  id: string,
  { actor, reason }: { actor: Actor; reason?: string },
): Promise<void> {
  await refusable(sql`
    select control.refuse_operation(
      p_operation => ${id}, p_actor => ${sql.json({ ...actor })}, p_reason => ${reason ?? null}
    )
  `);
}

/** @throws {AppError} approval_void where what it is to destroy is not what was approved */
export async function refuseChangedTarget(sql: Sql, id: string, seen: Target): Promise<void> {
  await refusable(sql`
    select control.refuse_changed_target(
      p_operation => ${id}, p_seen => ${sql.json(seen as never)}
    )
  `);
}
