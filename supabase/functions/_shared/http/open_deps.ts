import { readConfig } from "../config.ts";
import { reopeningDatabase } from "../database/connection.ts";
import type { Deps } from "../deps.ts";
import { jsonLog } from "../log.ts";

/** One line of JSON an event, to the function's log. */
export const log = jsonLog((line) => console.log(line));

/** What every function is given from outside. @throws {AppError} misconfigured */
export function openDeps(more: Pick<Deps, "markdown"> = {}): Deps {
  const config = readConfig();
  const database = reopeningDatabase(config.databaseUrl);
  return {
    ...more,
    config,
    log,
    get sql() {
      return database();
    },
    now: () => new Date(),
  };
}
