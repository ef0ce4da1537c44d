import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { faultFromAnswer } from "./answer_faults.ts";
import { OdooFault, type Operation } from "./faults.ts";
import type { Answer } from "./types.ts";

/** What the pages of Odoo's database manager say that they could not do, up to 19 and from 20 on. */
const reported = /(?:Database \w+ error: |Could not \w+ database\. )([^<]*)/;

/** What Odoo's pages quote of a PostgreSQL that is away, or went away: no word on what was asked. */
const away =
  /could not connect|connection to server|closed the connection|terminating connection|database system is/i;

/** The fault behind a page that does not lead on: it quotes what went wrong, whatever its status. */
export function faultFromPage(operation: Operation, answer: Answer): OdooFault {
  const quote = reported.exec(answer.text)?.[1];
  if (quote === undefined) return faultFromAnswer(operation, answer);
  const reason = unescaped(quote.trim());
  const suggestion = "Look at Odoo's own log, mend what it names, then try again.";
  return new OdooFault(kindOf(reason, answer.status), operation, reason, { suggestion });
}

function kindOf(reason: string, status: number) {
  if (status === 403 || /Access ?Denied/i.test(reason)) return "auth";
  return away.test(reason) || /is being accessed by other users/.test(reason)
    ? "transient"
    : "data";
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&#39;": "'",
  "&#34;": '"',
  "&quot;": '"',
};

/** Before secrets are masked: they would not be found in what is escaped. */
function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|#34);/g, (entity) => entities[entity]!);
}

const existing = /\balready exists/;
const missing = /database "[^"]*" does not exist|is not known$/;

/**
 * What a refusal of Odoo's database manager means. Odoo says AccessDenied to a wrong master
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
  if (existing.test(fault.reason)) {
    return databaseExists(title, fault);
  }
  if (missing.test(fault.reason)) {
    // Odoo says so of every database while its PostgreSQL is away; a list is refused then.
    await list();
    return databaseMissing(title, fault);
  }
  return fault;
}

export function databaseExists(title: string, cause?: OdooFault): AppError {
  const detail = `Cannot ${title}: a database of that name is there already.`;
  return new AppError("odoo_database_exists", detail, { cause });
}

export function databaseMissing(title: string, cause?: OdooFault): AppError {
  const detail = `Cannot ${title}: there is no database of that name.`;
  return new AppError("odoo_database_missing", detail, { cause });
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
