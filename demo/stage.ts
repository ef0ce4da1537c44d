import type { Sql } from "postgres";
import { taskLine } from "../stack/command_line.ts";
import type { OdooStack } from "../stack/types.ts";
import type { OdooClient } from "../supabase/functions/_shared/odoo/client.ts";

/** A command of ocp about the demo's instance, as a line to paste. */
export function ocpLine({ stack }: Pick<Stage, "stack">, words: string): string {
  return taskLine("ocp", stack.instance, "local", [words]);
}

/** What the acts play on. */
export interface Stage {
  stack: OdooStack;
  sql: Sql;
  /** Odoo as a person uses it: a project manager without Settings rights. */
  person: OdooClient;
  /** Odoo as its administrator sees it. */
  admin: OdooClient;
}

/** The binding that the demo's seeds go to. */
export const binding = "default";

/** The programme that holds the demo's projects, directly or through sub-programmes. */
export const program = "finance-calendar";
