import { z } from "zod";
import { jsonOf } from "../outside/members.ts";
import { Secret } from "../secret.ts";
import { type Asked, faultOf, KeycloakFault } from "./faults.ts";
import type { KeycloakHttp } from "./http.ts";

/** Where Keycloak is, and the client that acts there for the platform. */
export interface KeycloakAccess {
  /** Base URL without a trailing slash. */
  url: string;
  /** A client of the realm master. */
  client: { id: string; secret: Secret };
}

/** A token is not used in its last seconds: a request may take as long, and clocks differ. */
const spareMs = 10_000;

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Kept {
  token: Secret;
  endsAt: number;
}

/** The tokens of one client, each kept until shortly before it ends. */
export class Tokens {
  #kept?: Kept;

  constructor(
    readonly http: KeycloakHttp,
    readonly client: KeycloakAccess["client"],
    readonly now: () => number,
  ) {}

  /** A token that is good now. @throws {KeycloakFault} */
  async token(signal: AbortSignal): Promise<Secret> {
    if (this.#kept && this.now() < this.#kept.endsAt - spareMs) return this.#kept.token;
    this.#kept = await this.#made(signal);
    return this.#kept.token;
  }

  /** Has the next one made anew, unless that has happened. */
  forget(token: Secret): void {
    if (this.#kept?.token === token) this.#kept = undefined;
  }

  async #made(signal: AbortSignal): Promise<Kept> {
    const { id, secret } = this.client;
    const asked: Asked = { title: "sign in to Keycloak", secrets: [secret] };
    const began = this.now();
    const path = "/realms/master/protocol/openid-connect/token";
    const got = await this.http.send(asked, {
      ...{ method: "POST", path, signal, repeatable: true },
      form: { grant_type: "client_credentials", client_id: id, client_secret: secret.reveal() },
    });
    if (got.status !== 200) throw faultOf(asked, got);
    const parsed = answer.safeParse(jsonOf(got.text));
    if (!parsed.success) {
      throw new KeycloakFault("keycloak_failed", asked, "its answer is no token");
    }
    const { access_token, expires_in } = parsed.data;
    return { token: new Secret(access_token), endsAt: began + expires_in * 1000 };
  }
}
