import type { Config } from "./config.ts";
import type { Sql } from "./database/connection.ts";
import type { Log } from "./log.ts";

/** What a capability needs from outside; built once at the edge, replaced whole in tests. */
export interface Deps {
  config: Config;
  /** May be another pool each time it is asked for: do not keep it over a failure. */
  readonly sql: Sql;
  log: Log;
  now(): Date;
}
