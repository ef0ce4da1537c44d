import { importSPKI, jwtVerify } from "jose";
import { faultsOf } from "./github_description.ts";

export const repository = "acme/superset";
export const token = "ghp_of_a_test";
export const appId = "Iv1.of-a-test";
const version = "2022-11-28";
const dispatches = `/repos/${repository}/dispatches`;

/** What one dispatch ends with, in place of 204. */
export type Trouble =
  | 401
  | 403
  | 404
  | 422
  | 500
  | 502
  | "rate limit"
  | "second rate limit"
  /** It is taken, and the answer is lost. */
  | "lost answer"
  /** It is taken, and no answer comes until it is over. */
  | "taken, and silence"
  /** Nobody takes it, and no answer comes until it is over. */
  | "silence";

export interface Dispatch {
  event_type: string;
  client_payload: Record<string, unknown> & {
    change_set: string;
    objects: { schema: string; object: string; change: string; previous?: string }[];
  };
}

const messages: Record<number, string> = {
  401: "Bad credentials",
  403: "Resource not accessible by personal access token",
  404: "Not Found",
  422: "Invalid request.",
  500: "Server Error",
  502: "Server Error",
};

const refusal = (status: number, headers?: HeadersInit) =>
  Response.json({ message: messages[status], documentation_url: "https://docs.github.com/rest" }, {
    status,
    headers,
  });

/** GitHub's REST API as far as a repository is told of something, on this machine alone: each request has to be as GitHub's own description has it. */
export class GithubEvents implements AsyncDisposable {
  /** What was taken, each with when. */
  readonly taken: (Dispatch & { at: number })[] = [];
  /** What the next dispatches end with. */
  readonly troubles: Trouble[] = [];
  /** What was asked against the description. */
  readonly faults: string[] = [];
  /** Titles of the runs that were begun; a workflow without run-name has the event's type. */
  readonly runs: string[] = [];
  /** How many tokens the App has been given. */
  appTokens = 0;
  /** Whether a dispatch names its run after the change set. */
  namesRuns = true;
  mayListRuns = true;
  /** Whether tokens that were given before are good for nothing now. */
  revoked = false;
  /** How far its clock is ahead, in milliseconds. */
  ahead = 0;
  readonly #end = Promise.withResolvers<void>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#answer(request),
  );

  /** @param appKey the public key of the App */
  constructor(readonly appKey?: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Begins a run, as a dispatch does. */
  begin({ event_type, client_payload }: Dispatch): void {
    const title = this.namesRuns ? `Schema change ${client_payload.change_set}` : event_type;
    this.runs.unshift(title);
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const text = await request.text();
    const body = text === "" ? undefined : JSON.parse(text);
    const faults = faultsOf(request.method, url, body);
    if (request.headers.get("x-github-api-version") !== version) faults.push("another version");
    if (!request.headers.get("user-agent")) faults.push("no user-agent");
    if (faults.length > 0) {
      this.faults.push(...faults);
      return Response.json({ message: "Invalid request.", errors: faults }, { status: 422 });
    }
    const bearer = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    if (url.pathname.endsWith("/installation") || url.pathname.startsWith("/app/")) {
      return await this.#appAnswer(url.pathname, bearer, body);
    }
    if (bearer !== token && bearer !== this.#appToken()) return refusal(401);
    return url.pathname === dispatches ? await this.#dispatched(text, body) : this.#listed();
  }

  #now(): number {
    return Date.now() + this.ahead;
  }

  #appToken(): string | undefined {
    return this.appTokens > 0 && !this.revoked ? `ghs_${this.appTokens}` : undefined;
  }

  async #appAnswer(path: string, bearer: string, body?: { repositories: string[] }) {
    try {
      const key = await importSPKI(this.appKey!, "RS256");
      const currentDate = new Date(this.#now());
      const rules = { issuer: appId, algorithms: ["RS256"], currentDate };
      const { payload: { exp, iat } } = await jwtVerify(bearer, key, rules);
      if (exp! - iat! > 600 || iat! * 1000 > this.#now()) return refusal(401);
    } catch {
      return refusal(401);
    }
    if (path.endsWith("/installation")) {
      return path === `/repos/${repository}/installation`
        ? Response.json({ id: 17 })
        : refusal(404);
    }
    if (body?.repositories.join() !== "superset") return refusal(422);
    this.appTokens++;
    this.revoked = false;
    const expires_at = new Date(this.#now() + 3_600_000).toISOString();
    return Response.json({ token: this.#appToken(), expires_at }, { status: 201 });
  }

  async #dispatched(text: string, dispatch: Dispatch): Promise<Response> {
    const bytes = new TextEncoder().encode(text).length;
    if (bytes >= 64 * 1024) this.faults.push(`${bytes} bytes`);
    const trouble = this.troubles.shift();
    if (typeof trouble === "number") return refusal(trouble);
    if (trouble === "second rate limit") return refusal(403, { "retry-after": "1" });
    if (trouble === "rate limit") {
      const reset = String(Math.floor(Date.now() / 1000) + 2);
      return refusal(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset });
    }
    if (trouble === "silence") {
      await this.#end.promise;
      return refusal(502);
    }
    this.taken.push({ ...dispatch, at: Date.now() });
    this.begin(dispatch);
    if (trouble === "taken, and silence") await this.#end.promise;
    if (trouble === "lost answer") return refusal(502);
    return new Response(null, { status: 204 });
  }

  #listed(): Response {
    if (!this.mayListRuns) return refusal(403);
    const workflow_runs = this.runs.map((display_title, n) => ({
      display_title,
      html_url: `https://github.com/${repository}/actions/runs/${this.runs.length - n}`,
    }));
    return Response.json({ total_count: workflow_runs.length, workflow_runs });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.resolve();
    await this.#server.shutdown();
  }
}
