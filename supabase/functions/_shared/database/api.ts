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

type Answered = [{ answer: string | null }];

/** The functions of schema api, for a caller as api.call takes one: one statement each. */
export function asCaller(sql: () => Sql, caller: object): Ask {
  return async (name, args, { facts = {}, key } = {}) => {
    const json = (value: object) => sql().json(value as never);
    const [row] = await storable(sql()<Answered>`
      select api.call(
        p_caller => ${json(caller)}, p_function => ${name}, p_args => ${json(args)},
        p_facts => ${json(facts)}, p_key => ${key ?? null}
      )::text as answer
    `);
    return row.answer;
  };
}

/**
 * The same for what is only read, in one round trip: of a statement with parameters the driver first asks for
 * their types. What it says stands in the statement and thus, where it is refused, in PostgreSQL's log.
 */
export function asReader(sql: () => Sql, caller: object): Ask {
  return async (name, args, { facts = {} } = {}) => {
    const given = [caller, name, args, facts].map(literal).join(", ");
    const [row] = await storable(
      sql().unsafe<Answered>(`select api.call(${given})::text as answer`),
    );
    return row.answer;
  };
}

/** JSON never has a backslash before a quote, so that it ends where it should whatever the settings are. */
function literal(value: string | object): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.replaceAll("'", "''")}'`;
}
