import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { type ErrorCode, errorKinds } from "./error_kinds.ts";
import { AppError } from "./errors.ts";

Deno.test("errorKinds keeps the statuses that callers rely on", () => {
  const statuses = Object.entries(errorKinds).map(([code, { status }]) => [code, status]);
  deepStrictEqual(Object.fromEntries(statuses), {
    invalid_request: 400,
    unauthorized: 401,
    not_ready: 503,
    auth_unreachable: 503,
    forbidden: 403,
    github_busy: 503,
    github_failed: 502,
    github_refused: 502,
    github_unreachable: 503,
    not_found: 404,
    method_not_allowed: 405,
    changed_meanwhile: 412,
    run_in_progress: 409,
    lease_lost: 409,
    binding_disabled: 409,
    call_taken: 409,
    call_foreign: 421,
    request_in_progress: 409,
    secret_shown: 410,
    too_many_requests: 429,
    body_too_large: 413,
    body_too_slow: 408,
    run_cancelled: 409,
    run_held_back: 409,
    plan_stale: 409,
    plan_not_approved: 409,
    run_status_refused: 409,
    accept_refused: 422,
    slug_taken: 409,
    tenant_limit_reached: 409,
    tenant_status_refused: 409,
    operation_in_progress: 409,
    operation_status_refused: 409,
    history_immutable: 409,
    database_shared: 409,
    database_foreign: 409,
    operation_unsupported: 422,
    tenant_tree_refused: 422,
    image_not_tested: 422,
    idempotency_key_reused: 422,
    approval_void: 409,
    backup_unusable: 422,
    confirmation_missing: 422,
    password_shown: 410,
    prune_refused: 422,
    import_refused: 422,
    database_unreachable: 503,
    database_busy: 503,
    database_refused: 502,
    odoo_unreachable: 502,
    odoo_auth_failed: 502,
    odoo_database_exists: 409,
    odoo_database_missing: 502,
    not_ours: 409,
    odoo_access_denied: 502,
    odoo_field_missing: 502,
    odoo_busy: 503,
    odoo_failed: 502,
    odoo_timeout: 504,
    image_not_running: 504,
    image_hook_failed: 502,
    message_failed: 502,
    message_refused: 502,
    message_peer_absent: 502,
    webhook_refused: 502,
    keycloak_unreachable: 503,
    keycloak_busy: 503,
    keycloak_failed: 502,
    keycloak_auth_failed: 502,
    keycloak_refused: 502,
    keycloak_missing: 502,
    storage_unreachable: 503,
    storage_failed: 502,
    superset_unreachable: 503,
    superset_busy: 503,
    superset_failed: 502,
    superset_auth_failed: 502,
    superset_refused: 502,
    superset_missing: 502,
    superset_exists: 409,
    superset_database_refused: 502,
    misconfigured: 500,
    internal: 500,
  });
});

Deno.test("errorKinds gives every code a title and a next step", () => {
  for (const { title, suggestion } of Object.values(errorKinds)) {
    match(title, /^[A-Z].*[^.]$/);
    match(suggestion, /^[A-Z].*\.$/);
  }
});

Deno.test("AppError takes its suggestion from the table unless one is given", () => {
  const code: ErrorCode = "not_found";
  strictEqual(
    new AppError(code, "Cannot find x: it is gone.").suggestion,
    errorKinds[code].suggestion,
  );
  const cause = new Error("below");
  const error = new AppError(code, "Cannot find x: it is gone.", {
    suggestion: "Look elsewhere.",
    cause,
    extra: { id: 7 },
  });
  strictEqual(error.suggestion, "Look elsewhere.");
  strictEqual(error.message, "Cannot find x: it is gone.");
  strictEqual(error.cause, cause);
  deepStrictEqual(error.extra, { id: 7 });
});
