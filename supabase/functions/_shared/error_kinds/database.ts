import type { ErrorKind } from "./kind.ts";

/** Errors of Postgres itself. */
export const databaseErrorKinds = {
  database_unreachable: {
    status: 503,
    title: "PostgreSQL cannot be reached",
    suggestion: "Try again in some seconds, with the same Idempotency-Key where there is one.",
  },
  database_busy: {
    status: 503,
    title: "PostgreSQL is busy",
    suggestion: "Try again when what works on that database is done.",
  },
  database_refused: {
    status: 502,
    title: "PostgreSQL refused the login",
    suggestion: "Check the URL's user, password and database, and what that user may read.",
  },
} as const satisfies Record<string, ErrorKind>;
