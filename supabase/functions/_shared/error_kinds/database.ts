import type { ErrorKind } from "./kind.ts";

/** Errors of Postgres itself. */
export const databaseErrorKinds = {
  database_unreachable: {
    status: 503,
    title: "PostgreSQL cannot be reached",
    suggestion: "Try again in some seconds, with the same Idempotency-Key where there is one.",
  },
} as const satisfies Record<string, ErrorKind>;
