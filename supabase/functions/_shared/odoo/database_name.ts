import { AppError } from "../errors.ts";
import { quoted } from "../quoted.ts";

/**
 * Refuses a name that no database may have. Odoo itself takes any over RPC, quotes and spaces
 * included, and PostgreSQL cuts it at 63 bytes while the file store keeps the long one.
 * @throws {AppError} invalid_request
 */
export function checkDatabaseName(name: string): void {
  if (/^[a-z0-9][a-z0-9_]{0,62}$/.test(name)) return;
  const detail = `Cannot use a database name: ${quoted(name)} is not 1 to 63 lower-case ` +
    "letters, digits and underscores that begin with a letter or digit.";
  throw new AppError("invalid_request", detail, { suggestion: "Choose another name." });
}
