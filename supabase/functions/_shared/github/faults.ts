import { AppError } from "../errors.ts";
import { noAnswer } from "../outside/network.ts";

type Code = "github_unreachable" | "github_busy" | "github_failed" | "github_refused";

interface FaultOptions {
  cause?: unknown;
  suggestion?: string;
  status?: number;
  retryAfter?: number;
}

/** What a request to GitHub ended with. */
export class GithubFault extends AppError {
  override readonly name = "GithubFault";
  /** Whether GitHub may have done what was asked for. */
  readonly arrived: boolean;
  /** The HTTP status of the answer, if one came. */
  readonly status?: number;
  /** In so many seconds GitHub takes requests again, if it said so. */
  readonly retryAfter?: number;

  constructor(code: Code, detail: string, { status, retryAfter, ...more }: FaultOptions = {}) {
    super(code, detail, more);
    this.arrived = code === "github_failed";
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The fault of a request without an answer. */
export function faultFromNetwork(title: string, url: string, cause: unknown): GithubFault {
  const { arrived, reason } = noAnswer(url, cause);
  const code = arrived === "no" ? "github_unreachable" : "github_failed";
  return new GithubFault(code, `Cannot ${title}: ${reason}.`, { cause });
}

/** What to do about a refusal, by its status. */
const suggestions: Record<number, string> = {
  401: "Give the functions a token, or an App's key, that is still valid; then replay the letter.",
  403: "Give the token or the App the permission Contents: write on that repository.",
  404: "Check NOTIFY_REPOSITORY, and that the token or the App reaches that repository.",
};

/** The fault of an answer that is none of success; `said` is what GitHub says, without secrets. */
export function faultOf(title: string, response: Response, said: string, now: Date): GithubFault {
  const { status, headers } = response;
  const seconds = secondsToWait(headers, now);
  const isBusy = status === 429 ||
    status === 403 && (seconds !== undefined || /rate limit/i.test(said));
  const detail = `Cannot ${title}: GitHub answered ${status}${said && `, ${said}`}.`;
  if (isBusy) {
    // As GitHub asks for where it does not say how long.
    return new GithubFault("github_busy", detail, { status, retryAfter: seconds ?? 60 });
  }
  if (status >= 500) return new GithubFault("github_failed", detail, { status });
  return new GithubFault("github_refused", detail, { status, suggestion: suggestions[status] });
}

function secondsToWait(headers: Headers, now: Date): number | undefined {
  const after = Number(headers.get("retry-after") ?? NaN);
  if (after >= 0) return after;
  if (headers.get("x-ratelimit-remaining") !== "0") return undefined;
  const reset = Number(headers.get("x-ratelimit-reset") ?? NaN);
  return reset >= 0 ? Math.max(1, reset - Math.floor(now.getTime() / 1000)) : undefined;
}
