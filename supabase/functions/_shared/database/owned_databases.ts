import type { Sql } from "./connection.ts";
import type { Json } from "./operations.ts";

/** Says that the database of a tenant's name with this `database.uuid` is the tenant's. */
export async function noteDatabase(
  sql: Sql,
  tenantId: string,
  uuid: string,
  made?: Json,
): Promise<void> {
  await sql`
    select control.note_database(
      p_tenant_id => ${tenantId}, p_uuid => ${uuid},
      p_made => ${made === undefined ? null : sql.json(made as never)}
    )
  `;
}

/** Says that a tenant's database was dropped. */
export async function forgetDatabase(sql: Sql, tenantId: string): Promise<void> {
  await sql`select control.forget_database(p_tenant_id => ${tenantId})`;
}

/** Whether operations made a tenant's database and did not drop it since. */
export async function hasNotedDatabase(sql: Sql, tenantId: string): Promise<boolean> {
  const [row] = await sql`select control.has_noted_database(p_tenant_id => ${tenantId}) as is`;
  return row!.is;
}

/** Whether a database of the tenant's name, with this uuid in it, is the tenant's. */
export async function hasDatabase(sql: Sql, tenantId: string, uuid: string): Promise<boolean> {
  const [row] = await sql`
    select control.has_database(p_tenant_id => ${tenantId}, p_uuid => ${uuid}) as is
  `;
  return row!.is;
}

/** What the step that made a tenant's database told; empty where there is none. */
export async function madeDatabase(sql: Sql, tenantId: string): Promise<Json> {
  const [row] = await sql<{ made: Json }[]>`
    select made from control.tenant_databases where tenant_id = ${tenantId}
  `;
  return row?.made ?? {};
}

/** Says that what will have this name, which was found free, is the operation's. */
export async function claimDatabase(
  sql: Sql,
  operationId: string,
  database: string,
): Promise<void> {
  await sql`
    select control.claim_database(p_operation => ${operationId}, p_database => ${database})
  `;
}

/** Whether a database of this name is the operation's. */
export async function hasClaimedDatabase(
  sql: Sql,
  operationId: string,
  database: string,
): Promise<boolean> {
  const [row] = await sql`
    select control.has_claimed_database(
      p_operation => ${operationId}, p_database => ${database}
    ) as is
  `;
  return row!.is;
}
