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
  /** How long what is asked of others may still take, in milliseconds; unbounded where it is absent. */
  leftMs?(): number;
}

/** The same, for work that has so much time. */
export function timed(deps: Deps, leftMs: () => number): Deps {
  return {
    config: deps.config,
    get sql() {
      return deps.sql;
    },
    log: deps.log,
    now: () => deps.now(),
    leftMs,
  };
}
