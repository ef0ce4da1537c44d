import type { Sql } from "./connection.ts";
import { storable } from "./tenant_faults.ts";

/** Calls a function of schema api as somebody, and gives its answer as the text that PostgreSQL made of it; null is nobody's. @throws {AppError} as that function refuses; unauthorized */
export type Ask = (name: string, args: Record<string, unknown>) => Promise<string | null>;

/** The functions of schema api, for a caller as api.call takes one: one statement each. */
export function asCaller(sql: () => Sql, caller: object): Ask {
  return async (name, args) => {
    const [row] = await storable(sql()<[{ answer: string | null }]>`
      select api.call(
        p_caller => ${sql().json(caller as never)}, p_function => ${name}, p_args => ${
      sql().json(args as never)
    }
      )::text as answer
    `);
    return row.answer;
  };
}
