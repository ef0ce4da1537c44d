import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { masked } from "../outside/masked.ts";
import { noAnswer } from "../outside/network.ts";
import type { Secret } from "../secret.ts";
import type { OdooConnection } from "./types.ts";
import { quoted } from "../quoted.ts";

/**
 * What a failed call means to its caller:
 * - `data`: Odoo refused what was sent and stored nothing of it; another row may well pass
 * - `access`: the user lacks the right
 * - `auth`: the login, password or API key is wrong
 * - `database_missing`: the server has no such database
 * - `transient`: nothing was stored, the same call may pass later
 * - `unknown_outcome`: no answer came; the call may or may not have been committed
 * - `unreachable`: the request never arrived
 * - `too_large`: what came is larger than may be read; fewer records may come whole
 * - `unreadable`: what came is garbled; fewer records may come whole
 * - `protocol`: the two sides do not understand each other: not Odoo, no such model or method
 */
export type FaultKind =
  | "data"
  | "access"
  | "auth"
  | "database_missing"
  | "transient"
  | "unknown_outcome"
  | "unreachable"
  | "too_large"
  | "unreadable"
  | "protocol";

/** The call that failed. */
export interface Operation {
  /** Verb phrase, e.g. `call project.task.create`. */
  title: string;
  connection: OdooConnection;
  /** Sent besides the connection's password; an answer that quotes one is masked. */
  secrets?: Secret[];
}

/** An exception as Odoo names it, e.g. `odoo.exceptions.ValidationError`. */
export interface OdooException {
  name: string;
  message: string;
}

const lookAtRecords = "Look at what the records in question hold in Odoo.";

/** How a kind is told; without a suggestion the code's own one stands. */
const kinds: Record<FaultKind, { code: ErrorCode; suggestion?: string }> = {
  data: { code: "odoo_failed", suggestion: "Correct the record that Odoo refuses." },
  access: { code: "odoo_access_denied" },
  auth: { code: "odoo_auth_failed" },
  database_missing: { code: "odoo_database_missing" },
  transient: { code: "odoo_busy" },
  unknown_outcome: { code: "odoo_timeout" },
  unreachable: { code: "odoo_unreachable" },
  too_large: { code: "odoo_failed", suggestion: lookAtRecords },
  unreadable: { code: "odoo_failed", suggestion: lookAtRecords },
  protocol: {
    code: "odoo_failed",
    suggestion: "Check that the app which provides it is installed in this Odoo.",
  },
};

/** A failed call of Odoo. Holds no traceback and no secret. */
export class OdooFault extends AppError {
  override readonly name = "OdooFault";
  readonly kind: FaultKind;
  /** Why, in short; for a `data` fault Odoo's own words. */
  readonly reason: string;

  constructor(
    kind: FaultKind,
    operation: Operation,
    reason: string,
    options: { suggestion?: string; cause?: unknown; exception?: string } = {},
  ) {
    const short = clean(reason, [operation.connection.password, ...operation.secrets ?? []]);
    const missingField = kind === "data" && /Invalid field/.test(short);
    super(
      missingField ? "odoo_field_missing" : kinds[kind].code,
      `Cannot ${operation.title}: ${short}${/[.?!]$/.test(short) ? "" : "."}`,
      {
        suggestion: options.suggestion ?? (missingField ? undefined : kinds[kind].suggestion),
        cause: options.cause,
        extra: { kind, ...(options.exception && { exception: options.exception }) },
      },
    );
    this.kind = kind;
    this.reason = short;
  }
}

/** Whether fewer records, or fewer fields of one, may come where these did not. */
export function mayComeInParts({ kind }: OdooFault): boolean {
  return kind === "data" || kind === "too_large" || kind === "unreadable";
}

/** Whether a smaller or corrected batch may pass: see seeding/apply/split.ts. */
export function isDataError(error: unknown): error is OdooFault {
  return error instanceof OdooFault && error.kind === "data";
}

/** First match wins; anything else that Odoo raised rolled back and is `data`. */
const exceptionKinds: { kind: FaultKind; name: RegExp; message?: RegExp }[] = [
  // Odoo has already tried five times before it tells of these.
  {
    kind: "transient",
    name: /SerializationFailure|LockNotAvailable|DeadlockDetected|TransactionRollback/,
  },
  { kind: "transient", name: /PoolError|LockError|ConcurrencyError|TooManyRequests|ObjectInUse/ },
  { kind: "transient", name: /Exception$/, message: /is being accessed by other users/ },
  // Another installation or a scheduled action has the tables that this one needs.
  { kind: "transient", name: /UserError/, message: /^Odoo is currently processing/ },
  { kind: "transient", name: /UserError/, message: /^Record cannot be modified right now/ },
  { kind: "database_missing", name: /^psycopg2/, message: /database "[^"]*" does not exist/ },
  // The connection to PostgreSQL broke, perhaps during the commit.
  { kind: "unknown_outcome", name: /^psycopg2.*(OperationalError|InterfaceError|Shutdown)/ },
  { kind: "auth", name: /AccessDenied|Unauthorized|SessionExpired/ },
  { kind: "access", name: /AccessError|Forbidden/ },
  { kind: "protocol", name: /UserError/, message: /^Object .* doesn't exist/ },
  { kind: "protocol", name: /AttributeError/, message: /^The method .* does not exist/ },
  // The same on Odoo 17 and before.
  { kind: "protocol", name: /AttributeError/, message: /^type object '.*' has no attribute/ },
  { kind: "protocol", name: /werkzeug.*(NotFound|BadRequest|UnsupportedMediaType|MethodNot)/ },
];

/** The fault behind an exception that Odoo reported over either transport. */
export function faultFromException(operation: Operation, exception: OdooException): OdooFault {
  const rule = exceptionKinds.find(({ name, message }) =>
    name.test(exception.name) && (message?.test(exception.message) ?? true)
  );
  const kind = rule?.kind ?? "data";
  const { database } = operation.connection;
  const reason = kind === "database_missing"
    ? `the database ${quoted(database)} does not exist`
    : "";
  return new OdooFault(kind, operation, reason || exception.message || exception.name, {
    exception: exception.name,
  });
}

/** The fault behind a failed fetch. */
export function faultFromNetwork(operation: Operation, cause: unknown): OdooFault {
  const { arrived, reason } = noAnswer(operation.connection.url, cause);
  const kind = arrived === "no" ? "unreachable" : "unknown_outcome";
  return new OdooFault(kind, operation, reason, { cause });
}

/** Odoo's own words without the traceback that may follow them; its last line where it has none. */
function clean(message: string, secrets: Secret[]): string {
  const [before = "", trace] = message.split("Traceback (most recent call last)");
  return masked(before.trim() || trace?.trim().split("\n").at(-1) || "no reason is given", secrets);
}
