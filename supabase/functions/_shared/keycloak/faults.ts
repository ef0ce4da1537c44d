import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { masked } from "../outside/masked.ts";
import { membersOf } from "../outside/members.ts";
import { noAnswer } from "../outside/network.ts";
import type { Secret } from "../secret.ts";

type Code = Extract<ErrorCode, `keycloak_${string}`>;

/** What was asked for, and what an error must not quote. */
export interface Asked {
  /** Verb phrase: "create the realm acme". */
  title: string;
  secrets: Secret[];
}

/** What a request to Keycloak ended with. */
export class KeycloakFault extends AppError {
  override readonly name = "KeycloakFault";
  /** The HTTP status of the answer, if one came. */
  readonly status?: number;
  /** Whether Keycloak may have done what was asked for. */
  readonly mayBeDone: boolean;

  constructor(
    code: Code,
    { title, secrets }: Asked,
    reason: string,
    options: { status?: number; cause?: unknown } = {},
  ) {
    const { status, cause } = options;
    super(code, `Cannot ${title}: ${masked(reason, secrets).replace(/\.$/, "")}.`, { cause });
    this.status = status;
    this.mayBeDone = code === "keycloak_failed";
  }
}

/** The fault of a request without an answer. */
export function faultFromNetwork(asked: Asked, url: string, cause: unknown): KeycloakFault {
  const { arrived, reason } = noAnswer(url, cause);
  const code = arrived === "no" ? "keycloak_unreachable" : "keycloak_failed";
  return new KeycloakFault(code, asked, reason, { cause });
}

/** The fault of an answer that is none of success. */
export function faultOf(asked: Asked, { status, text }: { status: number; text: string }) {
  const said = wordsOf(text);
  const reason = `Keycloak answered ${status}${said && `, ${said}`}`;
  return new KeycloakFault(codeOf(status), asked, reason, { status });
}

function codeOf(status: number): Code {
  if (status === 401) return "keycloak_auth_failed";
  if (status === 404) return "keycloak_missing";
  if (status === 429 || status === 503) return "keycloak_busy";
  return status >= 500 ? "keycloak_failed" : "keycloak_refused";
}

/** What an answer says for people: the admin API and the token endpoint each have names of their own for it. */
export function wordsOf(text: string): string {
  const { errorMessage, error_description, error } = membersOf(text);
  const said = [errorMessage, error_description, error].find((word) => typeof word === "string");
  return said === undefined ? "" : String(said);
}
