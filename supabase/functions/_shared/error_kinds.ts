import { type ErrorKind, outsideErrorKinds } from "./outside_error_kinds.ts";

/** Every error the product knows, with how it is told over HTTP. */
export const errorKinds = {
  invalid_request: {
    status: 400,
    title: "The request is not valid",
    suggestion: "Correct the fields named in the detail and send the request again.",
  },
  unauthorized: {
    status: 401,
    title: "The caller is not known",
    suggestion: "Send the header Authorization: Bearer <token> with a valid token.",
  },
  forbidden: {
    status: 403,
    title: "The actor may not do this",
    suggestion: "Ask somebody who may.",
  },
  not_found: {
    status: 404,
    title: "The resource does not exist",
    suggestion: "Check the name or id.",
  },
  method_not_allowed: {
    status: 405,
    title: "The method is not allowed here",
    suggestion: "Use one of the methods in the Allow header.",
  },
  run_in_progress: {
    status: 409,
    title: "Another run is in progress",
    suggestion: "Wait until that run has finished, then try again.",
  },
  lease_lost: {
    status: 409,
    title: "The run lost its lease",
    suggestion: "Start a new run: it continues where this one stopped.",
  },
  call_taken: {
    status: 409,
    title: "The call was taken before",
    suggestion: "Nothing: each call of the database is worked off once.",
  },
  call_foreign: {
    status: 421,
    title: "The call is another project's",
    suggestion:
      "Of the project that called, correct the Vault secret functions_url: it leads here.",
  },
  binding_disabled: {
    status: 409,
    title: "The Odoo binding is disabled",
    suggestion: "Enable the binding, or name another one.",
  },
  run_cancelled: {
    status: 409,
    title: "The run was cancelled",
    suggestion: "Start a new run: it continues where this one stopped.",
  },
  plan_stale: {
    status: 409,
    title: "The plan no longer holds",
    suggestion: "Make a new plan, look at it, and apply that one.",
  },
  slug_taken: {
    status: 409,
    title: "The slug is taken",
    suggestion: "Choose another slug; those of decommissioned tenants stay taken.",
  },
  tenant_limit_reached: {
    status: 409,
    title: "No more tenants fit here",
    suggestion: "Decommission a tenant, or raise the environment's limit.",
  },
  tenant_status_refused: {
    status: 409,
    title: "The tenant's status does not allow it",
    suggestion: "Look at docs/tenant-lifecycle.md for what is possible now.",
  },
  operation_in_progress: {
    status: 409,
    title: "Another operation of the tenant is under way",
    suggestion: "Wait until it has ended, or cancel it.",
  },
  operation_status_refused: {
    status: 409,
    title: "The operation's status does not allow it",
    suggestion: "Look at the operation first.",
  },
  history_immutable: {
    status: 409,
    title: "What is history does not change",
    suggestion: "A retry is a new operation.",
  },
  database_shared: {
    status: 409,
    title: "Tenants share the database",
    suggestion: "Read the detail: it names those to whom it would happen, too.",
  },
  database_foreign: {
    status: 409,
    title: "The platform did not make the tenant's database",
    suggestion: "Use the tools of its Odoo server.",
  },
  approval_void: {
    status: 409,
    title: "What was approved has changed",
    suggestion: "Look at what is to be destroyed now, and ask for the operation again.",
  },
  not_ours: {
    status: 409,
    title: "What has that name is not the tenant's",
    suggestion:
      "Read docs/runbooks/not-ours.md: look whose it is, and say so where it is the tenant's.",
  },
  operation_unsupported: {
    status: 422,
    title: "The operation cannot be done here",
    suggestion: "Look at docs/operations.md for what can.",
  },
  tenant_tree_refused: {
    status: 422,
    title: "The tenant cannot stand there",
    suggestion: "Read the detail; the tree of tenants holds it back.",
  },
  image_not_tested: {
    status: 422,
    title: "The image is not tested",
    suggestion: "Choose one of the tested tags.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "The Idempotency-Key belongs to another request",
    suggestion: "Use a new key for a new request.",
  },
  backup_unusable: {
    status: 422,
    title: "The backup cannot be used",
    suggestion: "Choose another backup of the tenant.",
  },
  confirmation_missing: {
    status: 422,
    title: "The destruction is not confirmed",
    suggestion: "Type the tenant's slug.",
  },
  password_shown: {
    status: 410,
    title: "The password was shown before",
    suggestion: "Ask for the operation reset_password; the new password can be shown once.",
  },
  prune_refused: {
    status: 422,
    title: "Too many records would be archived",
    suggestion: "Check the seeds; if they are right, raise the binding's prune_share.",
  },
  import_refused: {
    status: 422,
    title: "The project cannot be imported",
    suggestion: "Read the detail; nothing was imported.",
  },
  ...outsideErrorKinds,
  misconfigured: {
    status: 500,
    title: "The configuration is not valid",
    suggestion: "Correct the setting that the detail names.",
  },
  internal: {
    status: 500,
    title: "An internal error occurred",
    suggestion: "Look at the function's log for this request.",
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;
