import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { masked } from "../outside/masked.ts";
import { membersOf } from "../outside/members.ts";
import { noAnswer } from "../outside/network.ts";
import type { Secret } from "../secret.ts";

type Code = Extract<ErrorCode, `superset_${string}`>;

interface FaultOptions {
  cause?: unknown;
  status?: number;
  retryAfter?: number;
}

/** What a request to Superset ended with. */
export class SupersetFault extends AppError {
  override readonly name = "SupersetFault";
  /** The HTTP status of the answer, if one came. */
  readonly status?: number;
  /** In so many seconds Superset takes requests again, if it said so. */
  readonly retryAfter?: number;

  constructor(code: Code, detail: string, { cause, status, retryAfter }: FaultOptions = {}) {
    super(code, detail, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** An answer, read to its end. */
export interface Answer {
  status: number;
  text: string;
  /** What of the answer's cookies a request sends back. */
  cookie: string;
  retryAfter?: number;
}

/** The fault of a request without an answer. */
export function faultFromNetwork(title: string, url: string, cause: unknown): SupersetFault {
  const { arrived, reason } = noAnswer(url, cause);
  const code = arrived === "no" ? "superset_unreachable" : "superset_failed";
  return new SupersetFault(code, `Cannot ${title}: ${reason}.`, { cause });
}

/** The fault of an answer that is none of success; no secret is in its text. */
export function faultOf(title: string, answer: Answer, secrets: Secret[]): SupersetFault {
  const { status, retryAfter } = answer;
  const { said, kind } = saidIn(answer.text);
  const detail = `Cannot ${title}: Superset answered ${status}${
    said && `, ${masked(said, secrets)}`
  }.`;
  return new SupersetFault(codeOf(status, said, kind), detail, { status, retryAfter });
}

function codeOf(status: number, said: string, kind: string): Code {
  if (isOfDatabase(said, kind)) return "superset_database_refused";
  if (status === 429 || status === 503) return "superset_busy";
  if (status === 401) return "superset_auth_failed";
  if (status === 404) return "superset_missing";
  if (status < 400 || status >= 500) return "superset_failed";
  if (isDuplicate(said)) return "superset_exists";
  return "superset_refused";
}

/** A new database's connection is refused by a kind of error, a changed one's in words. */
function isOfDatabase(said: string, kind: string): boolean {
  return /^CONNECTION_|^GENERIC_DB_ENGINE_ERROR$/.test(kind) ||
    said.startsWith("Connection failed");
}

/** Superset says some in words of its own, and of people and roles what its database said. */
function isDuplicate(said: string): boolean {
  return /already exists|UniqueViolation|UNIQUE constraint|Duplicate entry/i.test(said);
}

/** What an answer says for people, and Superset's name for that kind of error. */
function saidIn(text: string): { said: string; kind: string } {
  const { message, msg, errors } = membersOf(text);
  const [first] = Array.isArray(errors) ? errors : [];
  const { message: inner, error_type } = Object(first) as Record<string, unknown>;
  const told = inner ?? message ?? msg ?? "";
  const said = typeof told === "string" ? told : JSON.stringify(told);
  // A statement of Superset's own database has the values of what was to be stored.
  return {
    said: said.replace(/\s*\[(SQL: [A-Z]|parameters:).*$/s, ""),
    kind: String(error_type ?? ""),
  };
}
