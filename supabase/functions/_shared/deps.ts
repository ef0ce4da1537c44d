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
  /** Makes HTML of Markdown; a function without it leaves that to those that seed. */
  markdown?(): Promise<(markdown: string) => string>;
  /** How long what is asked of others may still take, in milliseconds; unbounded where it is absent. */
  leftMs?(): number;
}

/** The same, for work that has so much time. */
export function timed(deps: Deps, leftMs: () => number): Deps {
  return { ...shared(deps), leftMs };
}

/** The same, for what a request has asked for: each line of the log has its id. */
export function traced(deps: Deps, requestId: string | null): Deps {
  if (!requestId) return deps;
  const log: Log = (event, fields) => deps.log(event, { request_id: requestId, ...fields });
  return { ...shared(deps), log };
}

function shared(deps: Deps): Deps {
  return Object.defineProperty({ ...deps }, "sql", { get: () => deps.sql, enumerable: true });
}
