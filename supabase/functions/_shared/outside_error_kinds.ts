/** How an error is told over HTTP. */
export interface ErrorKind {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** What is the same in every error of this code. */
  readonly title: string;
  /** Next step, where the thrower knows no better one. */
  readonly suggestion: string;
}

/** Errors of what lies outside the functions: Postgres, Odoo, Storage, servers. */
export const outsideErrorKinds = {
  database_unreachable: {
    status: 503,
    title: "PostgreSQL cannot be reached",
    suggestion: "Try again in some seconds, with the same Idempotency-Key where there is one.",
  },
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
    suggestion: "Run again: what was applied is found and not repeated.",
  },
  image_not_running: {
    status: 504,
    title: "The server does not run the wanted image",
    suggestion: "Follow docs/runbooks/upgrade-image.md, then retry the operation.",
  },
  image_hook_failed: {
    status: 502,
    title: "The operator's hook for images failed",
    suggestion: "Look at what IMAGE_HOOK_URL names; it is asked again a few times.",
  },
  storage_unreachable: {
    status: 503,
    title: "Storage cannot be reached",
    suggestion: "Try again once Storage answers.",
  },
  storage_failed: {
    status: 502,
    title: "Storage could not do it",
    suggestion: "Check the bucket tenant-backups and its size limit, then retry.",
  },
} as const satisfies Record<string, ErrorKind>;
