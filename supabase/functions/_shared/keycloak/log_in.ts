import { z } from "zod";
import { jsonOf, membersOf } from "../outside/members.ts";
import { Secret } from "../secret.ts";
import { type Asked, faultOf, KeycloakFault, wordsOf } from "./faults.ts";
import { type KeycloakAnswer, KeycloakHttp } from "./http.ts";
import { pathTo } from "./path.ts";

/** Who tries to sign in where. */
export interface LogIn {
  /** Keycloak's base URL without a trailing slash. */
  url: string;
  realm: string;
  /** A confidential client with direct access grants. */
  client: { id: string; secret: Secret };
  user: { name: string; password: Secret };
  /** What the token is to tell besides who it is: `organization`, for one. */
  scopes?: string[];
}

/**
 * How a log-in went:
 * - `wrong_password`: the user name or the password is wrong, the person is locked out for a time, or they are switched off
 * - `not_set_up`: the person must do something first, as give their names or change their password
 * - `wrong_client`: the client, its secret or its grants
 * - `realm_off`: the realm is switched off
 * - `realm_missing`: there is none
 */
export type LoggedIn =
  | { outcome: "signed_in"; token: Secret }
  | {
    outcome: "wrong_password" | "not_set_up" | "wrong_client" | "realm_off" | "realm_missing";
  };

const answer = z.object({ access_token: z.string().min(1) });
const timeoutMs = 30_000;

/** Has a person sign in by their password, once: a wrong one counts against them. @throws {KeycloakFault} where Keycloak did not say */
export async function testLogIn(
  { url, realm, client, user, scopes = [] }: LogIn,
): Promise<LoggedIn> {
  const secrets = [client.secret, user.password];
  const asked: Asked = { title: `sign in to the realm ${realm}`, secrets };
  const got = await new KeycloakHttp(url).send(asked, {
    method: "POST",
    path: `/realms${pathTo(realm)}/protocol/openid-connect/token`,
    form: {
      grant_type: "password",
      scope: ["openid", ...scopes].join(" "),
      client_id: client.id,
      client_secret: client.secret.reveal(),
      username: user.name,
      password: user.password.reveal(),
    },
    repeatable: false,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (got.status !== 200) return refusal(asked, got);
  const parsed = answer.safeParse(jsonOf(got.text));
  if (!parsed.success) throw new KeycloakFault("keycloak_failed", asked, "its answer is no token");
  return { outcome: "signed_in", token: new Secret(parsed.data.access_token) };
}

function refusal(asked: Asked, got: KeycloakAnswer): LoggedIn {
  const { error } = membersOf(got.text);
  const said = wordsOf(got.text);
  if (got.status === 404) return { outcome: "realm_missing" };
  if (got.status === 403 || /realm not enabled/i.test(said)) return { outcome: "realm_off" };
  if (error === "invalid_client" || error === "unauthorized_client") {
    return { outcome: "wrong_client" };
  }
  if (error !== "invalid_grant") throw faultOf(asked, got);
  return { outcome: /not fully set up/i.test(said) ? "not_set_up" : "wrong_password" };
}
