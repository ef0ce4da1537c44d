import type { Sql } from "./connection.ts";

export interface BindingRow {
  url: string | null;
  database: string;
  username: string;
  password: string | null;
  transport: "auto" | "jsonrpc" | "json2";
  sync_enabled: boolean;
  unique_refs: boolean;
  bulk_action: boolean;
  /** IANA name; where its deadlines are days, a moment is the day that it is there. */
  time_zone: string;
  /** Code of the language that the seeds speak. */
  lang: string;
  /** What a new project begins with, and which of those are made folded. */
  new_project_stages: string[];
  folded_stages: string[];
}

/** How to reach a binding's Odoo; undefined when there is no such binding. */
export async function readBinding(sql: Sql, binding: string): Promise<BindingRow | undefined> {
  const [row] = await sql<BindingRow[]>`select * from ops.odoo_connection(p_binding => ${binding})`;
  return row;
}

/** Whether a binding's Odoo was cloned from another tenant's. */
export async function isCopy(sql: Sql, binding: string): Promise<boolean> {
  const [row] = await sql<[{ is: boolean }]>`
    select control.is_copy(p_binding => ${binding}) as is`;
  return row.is;
}
