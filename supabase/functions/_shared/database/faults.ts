import postgres from "postgres";
import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";

/** The SQLSTATEs that our own SQL functions raise. */
const codes: Record<string, ErrorCode> = {
  OC001: "run_in_progress",
  OC002: "lease_lost",
  OC003: "binding_disabled",
  OC004: "not_found",
  OC005: "prune_refused",
  OC006: "idempotency_key_reused",
  OC007: "plan_stale",
  OC008: "run_status_refused",
  OC009: "plan_not_approved",
  OC011: "import_refused",
  OC012: "accept_refused",
  OC013: "run_held_back",
  OC031: "call_taken",
  OC035: "call_foreign",
  OC101: "tenant_status_refused",
  OC102: "operation_in_progress",
  OC103: "forbidden",
  OC104: "tenant_limit_reached",
  OC105: "slug_taken",
  OC106: "tenant_tree_refused",
  OC107: "image_not_tested",
  OC108: "operation_status_refused",
  OC110: "history_immutable",
  OC121: "backup_unusable",
  OC122: "password_shown",
  OC123: "confirmation_missing",
  OC124: "database_shared",
  OC131: "not_ours",
  OC132: "approval_void",
  OC141: "database_foreign",
  OC151: "invalid_request",
  OC152: "misconfigured",
  OC201: "unauthorized",
  OC202: "changed_meanwhile",
  OC203: "request_in_progress",
  OC204: "secret_shown",
};

/** What the DETAIL of an error names, for those whose suggestion needs it. */
const named: { [code in ErrorCode]?: string } = {
  run_in_progress: "run_id",
  operation_in_progress: "operation_id",
};

/** Runs a statement; what our SQL refuses on purpose comes out as AppError. */
export async function refusable<T>(statement: PromiseLike<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const code = codes[error.code];
    if (code === undefined) throw error;
    throw new AppError(code, `${error.message}.`, {
      cause: error,
      suggestion: error.hint,
      extra: extraOf(code, error.detail),
    });
  }
}

/** What the problem has besides: what its DETAIL names, what has changed since a plan, or the faults of what was sent. */
function extraOf(code: ErrorCode, detail?: string): AppError["extra"] {
  if (!detail) return undefined;
  if (code === "plan_stale") return { changes: JSON.parse(detail) };
  if (code === "invalid_request" && detail.startsWith("{")) return JSON.parse(detail);
  const name = named[code];
  return name === undefined ? undefined : { [name]: detail };
}
