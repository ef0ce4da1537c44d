import { membersOf } from "../outside/members.ts";
import { Secret } from "../secret.ts";
import { type Answer, faultOf, SupersetFault } from "./faults.ts";
import type { SupersetHttp } from "./http.ts";

/** Who signs in: somebody of Superset's own, who may do what is asked for. */
export interface SupersetLogin {
  username: string;
  password: Secret;
}

interface Tokens {
  access: Secret;
  /** Gets the next access token; good for thirty days unless Superset is told otherwise. */
  refresh: Secret;
}

/** What lets a write in besides the access token. */
interface Csrf {
  token: Secret;
  cookie: Secret;
}

/** A sign-in that is kept, renewed when it has run out, and shared by all who ask at once. */
export class SupersetSession {
  #tokens?: Promise<Tokens>;
  #csrf?: Promise<Csrf>;

  constructor(readonly http: SupersetHttp, readonly login: SupersetLogin) {}

  /** The headers that let a request in. @throws {SupersetFault} */
  async headers(isWrite: boolean, signal: AbortSignal): Promise<Record<string, string>> {
    const csrf = isWrite ? await this.#writing(signal) : undefined;
    const { access } = await this.#signedIn(signal);
    return {
      authorization: bearer(access),
      ...csrf && { cookie: csrf.cookie.reveal(), "x-csrftoken": csrf.token.reveal() },
    };
  }

  /**
   * Whether a request with these headers was not let in, and the next one may be; what is stale is
   * renewed.
   */
  async isRenewed(
    answer: Answer,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (isUnknown(answer)) {
      await this.#renew(headers, signal);
      return true;
    }
    if (answer.status !== 400 || !/The CSRF (session )?tokens? /.test(answer.text)) return false;
    const kept = await this.#csrf;
    // Somebody else may have fetched the next one meanwhile.
    if (kept?.token.reveal() === headers["x-csrftoken"]) this.#csrf = undefined;
    return true;
  }

  async #writing(signal: AbortSignal): Promise<Csrf> {
    const csrf = this.#csrf ??= this.#fetchCsrf(signal).catch((error) => {
      if (this.#csrf === csrf) this.#csrf = undefined; // one that fails is not kept
      throw error;
    });
    return await csrf;
  }

  async #fetchCsrf(signal: AbortSignal): Promise<Csrf> {
    const title = "get Superset's token for writes";
    const ask = async () => {
      const headers = await this.headers(false, signal);
      const path = "/security/csrf_token/";
      const request = { method: "GET", path, headers, title, repeatable: true, signal } as const;
      return { headers, answer: await this.http.send(request) };
    };
    let { headers, answer } = await ask();
    if (isUnknown(answer)) {
      await this.#renew(headers, signal);
      ({ answer } = await ask());
    }
    if (answer.status !== 200) throw faultOf(title, answer, []);
    const token = secretOf(title, membersOf(answer.text).result);
    return { token, cookie: new Secret(answer.cookie) };
  }

  async #signedIn(signal: AbortSignal): Promise<Tokens> {
    return await (this.#tokens ??= this.#kept(this.#signIn(signal)));
  }

  async #renew(stale: Record<string, string>, signal: AbortSignal): Promise<void> {
    const tokens = await this.#signedIn(signal);
    if (stale.authorization !== bearer(tokens.access)) return;
    this.#tokens = this.#kept(this.#refreshed(tokens, signal));
    await this.#tokens;
  }

  /** One that fails is not kept. */
  #kept(tokens: Promise<Tokens>): Promise<Tokens> {
    const kept = tokens.catch((error) => {
      if (this.#tokens === kept) this.#tokens = undefined;
      throw error;
    });
    return kept;
  }

  async #signIn(signal: AbortSignal): Promise<Tokens> {
    const { username, password } = this.login;
    const title = "sign in to Superset";
    const answer = await this.http.send({
      ...{ method: "POST", path: "/security/login", title, repeatable: true, signal },
      body: { username, password: password.reveal(), provider: "db", refresh: true },
    });
    if (answer.status !== 200) throw faultOf(title, answer, [password]);
    const { access_token, refresh_token } = membersOf(answer.text);
    return { access: secretOf(title, access_token), refresh: secretOf(title, refresh_token) };
  }

  async #refreshed({ refresh }: Tokens, signal: AbortSignal): Promise<Tokens> {
    const title = "renew the sign-in to Superset";
    const headers = { authorization: bearer(refresh) };
    const path = "/security/refresh";
    const request = { method: "POST", path, headers, title, repeatable: true, signal } as const;
    const answer = await this.http.send(request);
    // It may have run out as well, or Superset has other keys now.
    if (isUnknown(answer)) return await this.#signIn(signal);
    if (answer.status !== 200) throw faultOf(title, answer, [refresh]);
    return { access: secretOf(title, membersOf(answer.text).access_token), refresh };
  }
}

const bearer = (token: Secret) => `Bearer ${token.reveal()}`;

/** Whether a token was not taken: 401 for one that has run out, 422 with `msg` for one of other keys. */
function isUnknown({ status, text }: Answer): boolean {
  return status === 401 || status === 422 && "msg" in membersOf(text);
}

function secretOf(title: string, value: unknown): Secret {
  if (typeof value === "string" && value !== "") return new Secret(value);
  throw new SupersetFault("superset_failed", `Cannot ${title}: its answer has no token.`);
}
