import type { OdooClient } from "../../odoo/client.ts";

/** What creates and writes records: the client itself, or what does the same in less time. */
export interface Writer extends Pick<OdooClient, "create" | "saveMany"> {
  /** Whether saveMany writes at once what many rows share. */
  groupsItself?: boolean;
}
