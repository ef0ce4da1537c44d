import type { Sql } from "./connection.ts";
import { storable } from "./tenant_faults.ts";

/** Calls a function of schema api as somebody, and gives its answer as the text that PostgreSQL made of it; null is nobody's. @throws {AppError} as that function refuses; unauthorized */
export type Ask = (name: string, args: object, more?: More) => Promise<string | null>;

/** Beside the arguments. */
export interface More {
  /** What only the function knows, as api.fact() has it. */
  facts?: object;
  /** An Idempotency-Key. */
  key?: string;
}

/** The functions of schema api, for a caller as api.call takes one: one statement each. */
export function asCaller(sql: () => Sql, caller: object): Ask {
  return async (name, args, { facts = {}, key } = {}) => {
    const json = (value: object) => sql().json(value as never);
    const [row] = await storable(sql()<[{ answer: string | null }]>`
      select api.call(
        p_caller => ${json(caller)}, p_function => ${name}, p_args => ${json(args)},
        p_facts => ${json(facts)}, p_key => ${key ?? null}
      )::text as answer
    `);
    return row.answer;
  };
}
