import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** A row of control.backups. */
export interface BackupRow {
  id: string;
  status: "begun" | "taken" | "removed";
  object_path: string;
  sha256: string | null;
  bytes: number | null;
  odoo_version: string | null;
  /** Null when nobody could log in, as the uuid. */
  module_hash: string | null;
  database_uuid: string | null;
  taken_at: string | null;
  expires_at: string | null;
}

/** A backup that counts. */
export type TakenBackup = BackupRow & { status: "taken"; sha256: string; bytes: number };

/** What is known of a dump that is whole in Storage. */
export interface DumpFacts {
  sha256: string;
  bytes: number;
  odooVersion: string;
  moduleHash?: string;
  databaseUuid?: string;
}

/** The backup that an operation has taken; undefined while it has not. */
export async function takenBackup(sql: Sql, operationId: string): Promise<TakenBackup | undefined> {
  const [row] = await sql<{ backup: TakenBackup }[]>`
    select to_jsonb(b) as backup from control.backups b
    where operation_id = ${operationId} and status = 'taken'
  `;
  return row?.backup;
}

/** A try to take an operation's backup, with an object of its own. */
export async function beginBackup(
  sql: Sql,
  operationId: string,
): Promise<Pick<BackupRow, "id" | "object_path">> {
  const [row] = await sql<{ id: string; object_path: string }[]>`
    select id, object_path from control.begin_backup(p_operation => ${operationId})
  `;
  return row!;
}

/** The operation's backup from now on: this try's, or that of another one that was first. @throws {AppError} not_found */
export async function finishBackup(
  sql: Sql,
  id: string,
  { sha256, bytes, odooVersion, moduleHash, databaseUuid }: DumpFacts,
): Promise<TakenBackup> {
  const [row] = await refusable(sql<[{ backup: TakenBackup }]>`
    select to_jsonb(b) as backup from control.finish_backup(
      p_id => ${id}, p_sha256 => ${sha256}, p_bytes => ${bytes},
      p_odoo_version => ${odooVersion}, p_module_hash => ${moduleHash ?? null},
      p_database_uuid => ${databaseUuid ?? null}
    ) b
  `);
  return row.backup;
}

/** The backup that a restore or a drill is about; undefined when it is gone. */
export async function backupOfOperation(
  sql: Sql,
  operationId: string,
): Promise<TakenBackup | undefined> {
  const [row] = await sql<{ backup: TakenBackup }[]>`
    select to_jsonb(b) as backup from control.backup_of_operation(p_operation => ${operationId}) b
  `;
  return row?.backup;
}

/** Backups of any tenant whose time is over, and what cut-off uploads may have left. */
export async function removableBackups(sql: Sql, limit: number): Promise<BackupRow[]> {
  const rows = await sql<{ backup: BackupRow }[]>`
    select to_jsonb(b) as backup from control.removable_backups(p_limit => ${limit}) b
  `;
  return rows.map(({ backup }) => backup);
}

/** A tenant's backups that may have an object in Storage, the newest first. */
export async function keptBackups(sql: Sql, tenantId: string): Promise<BackupRow[]> {
  const rows = await sql<{ backup: BackupRow }[]>`
    select to_jsonb(b) as backup from control.backups b
    where tenant_id = ${tenantId} and status <> 'removed' order by begun_at desc
  `;
  return rows.map(({ backup }) => backup);
}

/** Where tries of an operation that have not ended may have left an object. */
export async function begunPaths(sql: Sql, operationId: string): Promise<string[]> {
  const rows = await sql<{ object_path: string }[]>`
    select object_path from control.backups where operation_id = ${operationId} and status = 'begun'
  `;
  return rows.map(({ object_path }) => object_path);
}

/** Says that a backup's object is gone. */
export async function forgetBackup(sql: Sql, id: string): Promise<void> {
  await sql`select control.forget_backup(p_id => ${id})`;
}
