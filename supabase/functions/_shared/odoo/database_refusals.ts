import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { OdooFault } from "./faults.ts";

const existing = /DatabaseExists|DuplicateDatabase|UniqueViolation/;

/**
 * What a refusal of Odoo's database service means. Odoo says AccessDenied to a wrong master
 * password and to everything once `list_db` is off; `list`, which needs no password, tells them apart.
 */
export async function databaseRefusal(
  title: string,
  fault: OdooFault,
  list: () => Promise<unknown>,
): Promise<AppError> {
  const refused = (code: ErrorCode, reason: string, suggestion?: string) =>
    new AppError(code, `Cannot ${title}: ${reason}.`, { suggestion, cause: fault });

  if (fault.kind === "auth") {
    return await isOff(list)
      ? refused(
        "odoo_access_denied",
        "the server's database service is off",
        "Set list_db = True in Odoo's configuration.",
      )
      : refused("misconfigured", "the master password is wrong", "Check ODOO_MASTER_PASSWORD.");
  }
  if (existing.test(String(fault.extra?.exception)) || /" already exists/.test(fault.reason)) {
    return refused("odoo_database_exists", "a database of that name is there already");
  }
  if (/database "[^"]*" does not exist/.test(fault.reason)) {
    return refused("odoo_database_missing", "there is no database of that name");
  }
  return fault;
}

async function isOff(list: () => Promise<unknown>): Promise<boolean> {
  try {
    await list();
    return false;
  } catch (error) {
    if (error instanceof OdooFault && error.kind === "auth") return true;
    throw error;
  }
}
