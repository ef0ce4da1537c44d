import type { RunAs } from "../run_as.ts";
import type { OdooLogins, OdooServer, Progress } from "../types.ts";

export interface StartOptions {
  /** Kept between instances: packages and the prepared template. */
  cacheDir: string;
  /** Of this instance: databases, file store, configuration, log. */
  dataDir: string;
  port: number;
  progress: Progress;
  /** Who Odoo and its PostgreSQL run as where the stack itself is root. */
  runAs?: RunAs;
  /**
   * For tests, of which nothing is to last: databases lie in memory where there is room, and are gone when
   * Odoo is stopped; passwords are checked at once, and not in the 0.25 s that hashes take by intent.
   */
  scratch?: boolean;
}

export interface RunningOdoo {
  server: OdooServer;
  logins: OdooLogins;
  /** Runs Python in Odoo's own shell on a database and returns what it prints; absent for a server given by URL. */
  shell?(database: string, script: string): Promise<string>;
  /** SIGKILL to the whole Odoo, as a crash; its PostgreSQL stays. */
  kill(): Promise<void>;
  /** Brings a killed Odoo up again at the same address. */
  start(): Promise<void>;
  /** Ends Odoo and its PostgreSQL; the databases stay. */
  stop(): Promise<void>;
  /** Copies the template; an earlier copy of that name is dropped first. */
  copyDatabase(name: string): Promise<void>;
  /** Drops a copy; an absent one is fine. */
  dropDatabase(name: string): Promise<void>;
}
