import type { ErrorKind } from "./kind.ts";

/** Errors of an Odoo server; which of its faults is which: odoo/faults.ts. */
export const odooErrorKinds = {
  odoo_unreachable: {
    status: 502,
    title: "Odoo cannot be reached",
    suggestion: "Check the binding's URL and that Odoo is running.",
  },
  odoo_auth_failed: {
    status: 502,
    title: "Odoo refused the login",
    suggestion: "Check the binding's user and password or API key.",
  },
  odoo_database_missing: {
    status: 502,
    title: "The Odoo database does not exist",
    suggestion: "Check the binding's database name.",
  },
  odoo_database_exists: {
    status: 409,
    title: "The Odoo database exists already",
    suggestion: "Choose another name, or drop that database first.",
  },
  odoo_access_denied: {
    status: 502,
    title: "Odoo denied access",
    suggestion: "Give the binding's user the rights that the detail names.",
  },
  odoo_field_missing: {
    status: 502,
    title: "Odoo lacks a field",
    suggestion: "Install the app or create the custom field that the detail names.",
  },
  odoo_busy: {
    status: 503,
    title: "Odoo is busy",
    suggestion: "Run again in a while: nothing was stored.",
  },
  odoo_failed: {
    status: 502,
    title: "Odoo could not do it",
    suggestion: "Read the detail; Odoo's own log says more.",
  },
  odoo_timeout: {
    status: 504,
    title: "Odoo gave no answer",
    suggestion: "Run again: the run finds what was applied, and does not repeat it.",
  },
} as const satisfies Record<string, ErrorKind>;
