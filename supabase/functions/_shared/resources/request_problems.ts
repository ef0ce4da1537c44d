import type { ErrorCode } from "../error_kinds.ts";

/** Why what is asked for may be refused. */
export const requestProblems: ErrorCode[] = [
  "forbidden",
  "idempotency_key_reused",
  "operation_in_progress",
  "operation_status_refused",
  "operation_unsupported",
  "tenant_status_refused",
  "tenant_tree_refused",
  "tenant_limit_reached",
  "slug_taken",
  "image_not_tested",
  "backup_unusable",
  "confirmation_missing",
  "database_shared",
  "database_foreign",
  "misconfigured",
];
