import type { Secret } from "../secret.ts";

/** Where an Odoo database is and who calls it. */
export interface OdooConnection {
  /** Base URL, e.g. `https://odoo.example.com`. */
  url: string;
  database: string;
  /** Login of the calling user; `/json/2` knows the user by the key alone. */
  username: string;
  /** Password or API key; `json2` takes an API key only. */
  password: Secret;
  transport: "auto" | "jsonrpc" | "json2";
}

export type Context = Record<string, unknown>;
export type Domain = unknown[];
export type Values = Record<string, unknown>;

export interface OdooCall {
  /** The records to call the method on; undefined for an `@api.model` method. */
  ids?: number[];
  kwargs?: Record<string, unknown>;
  context?: Context;
  /** What the answer may have at the most, in MB; 32 unless said. */
  answerMb?: number;
  /** Gives up waiting; Odoo itself goes on and may still commit. */
  signal?: AbortSignal;
}

/** One call is one transaction in Odoo. Keyword arguments only. */
export interface OdooTransport {
  readonly kind: "jsonrpc" | "json2";
  execute(model: string, method: string, call: OdooCall): Promise<unknown>;
}

export interface OdooVersion {
  /** e.g. 19; 18 for the online release `saas~18.2`. */
  major: number;
  /** As Odoo prints it, e.g. `19.0-20260301`. */
  text: string;
}

/** What `fields_get` says of a field; which attributes are there depends on what was asked. */
export interface FieldInfo {
  type: string;
  string?: string;
  required?: boolean;
  readonly?: boolean;
  store?: boolean;
  relation?: string;
  selection?: [string, string][];
  [attribute: string]: unknown;
}

/** An answer of the web server, read to its end. */
export interface Answer {
  status: number;
  contentType: string;
  location: string | null;
  text: string;
}
