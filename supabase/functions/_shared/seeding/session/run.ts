import type { Scope } from "../../database/runs.ts";
import type { Deps } from "../../deps.ts";

/** A run that holds its binding's lease. */
export interface Run {
  id: string;
  binding: string;
  scope: Scope;
  deps: Deps;
  /** Requests sent to Odoo so far. */
  rpcCount(): number;
  /** Tells the run whose requests to count. */
  countRpc(client: { callCount: number }): void;
  /** Does a part of the work and adds its time to the run's log line. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Throws once the lease is lost: whoever took it over must not be disturbed. */
  assertLease(): void;
}
