import postgres from "postgres";
import { AppError, type ErrorCode } from "../errors.ts";

/** The SQLSTATEs that our own SQL functions raise. */
const codes: Record<string, ErrorCode> = {
  OC001: "run_in_progress",
  OC002: "lease_lost",
  OC003: "binding_disabled",
  OC004: "not_found",
  OC005: "prune_refused",
  OC006: "idempotency_key_reused",
  OC007: "plan_stale",
  OC011: "import_refused",
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
      extra: code === "run_in_progress" ? { run_id: error.detail } : undefined,
    });
  }
}
