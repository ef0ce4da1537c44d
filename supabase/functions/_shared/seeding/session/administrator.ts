import type { ErrorCode } from "../../error_kinds.ts";
import { AppError } from "../../errors.ts";
import { OdooFault } from "../../odoo/faults.ts";

/** What to say when the seeding user lacks a right. */
export interface Refusal {
  code: ErrorCode;
  detail: string;
  suggestion: string;
}

/** Does what takes more rights in Odoo than seeding does. @throws {AppError} the refusal, where they are missing */
export async function asAdministrator<T>(refusal: Refusal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof OdooFault) || cause.kind !== "access") throw cause;
    const { code, detail, suggestion } = refusal;
    throw new AppError(code, detail, { suggestion, cause });
  }
}
