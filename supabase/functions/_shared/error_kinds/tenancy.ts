import type { ErrorKind } from "./kind.ts";

/** Errors of tenants and of what is asked of them. */
export const tenancyErrorKinds = {
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
  tenant_tree_refused: {
    status: 422,
    title: "The tenant cannot have that parent",
    suggestion: "Read the detail; the tree of tenants forbids it.",
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
  operation_unsupported: {
    status: 422,
    title: "The operation cannot be done here",
    suggestion: "Look at docs/operations.md for what can.",
  },
  history_immutable: {
    status: 409,
    title: "History does not change",
    suggestion: "A retry is a new operation.",
  },
  database_shared: {
    status: 409,
    title: "Tenants share the database",
    suggestion: "Read the detail: it names the tenants that would be affected, too.",
  },
  database_foreign: {
    status: 409,
    title: "The platform did not make the tenant's database",
    suggestion: "Use the tools of its Odoo server.",
  },
  approval_void: {
    status: 409,
    title: "What was approved has changed",
    suggestion: "Look at what would be destroyed now, and request the operation again.",
  },
  not_ours: {
    status: 409,
    title: "Something with that name is not the tenant's",
    suggestion:
      "Read docs/runbooks/not-ours.md: find out whose it is, and note it if it is the tenant's.",
  },
  confirmation_missing: {
    status: 422,
    title: "The destruction is not confirmed",
    suggestion: "Type the tenant's slug.",
  },
  password_shown: {
    status: 410,
    title: "The password was shown before",
    suggestion: "Request the operation reset_password; the new password can be shown once.",
  },
  backup_unusable: {
    status: 422,
    title: "The backup cannot be used",
    suggestion: "Choose another backup of the tenant.",
  },
  image_not_tested: {
    status: 422,
    title: "The image is not tested",
    suggestion: "Choose one of the tested tags.",
  },
} as const satisfies Record<string, ErrorKind>;
