import type { ErrorKind } from "./kind.ts";

/** Errors of Superset; which of its answers is which: superset/faults.ts. */
export const supersetErrorKinds = {
  superset_unreachable: {
    status: 503,
    title: "Superset cannot be reached",
    suggestion: "Check Superset's URL and that it is running.",
  },
  superset_busy: {
    status: 503,
    title: "Superset wants no more requests for a time",
    suggestion: "Try again in a while: nothing was stored.",
  },
  superset_failed: {
    status: 502,
    title: "Superset could not do it, or did not say",
    suggestion: "Try again: it is looked first what is there. Superset's own log says more.",
  },
  superset_auth_failed: {
    status: 502,
    title: "Superset refused the login",
    suggestion: "Check the user and password that the platform has for Superset.",
  },
  superset_refused: {
    status: 502,
    title: "Superset refuses it",
    suggestion: "Read the detail: it is what Superset says.",
  },
  superset_missing: {
    status: 502,
    title: "Superset does not have it",
    suggestion: "Somebody has removed it there: have it made again.",
  },
  superset_exists: {
    status: 409,
    title: "Superset has one of that name",
    suggestion: "Find out whose it is; then choose another name, or remove it there.",
  },
  superset_database_refused: {
    status: 502,
    title: "Superset cannot log in to the database",
    suggestion: "Check host, port, database, user and password as Superset reaches them.",
  },
} as const satisfies Record<string, ErrorKind>;
