import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { jsonOf } from "../outside/members.ts";
import { type Asked, faultOf, KeycloakFault } from "./faults.ts";
import { KeycloakHttp } from "./http.ts";
import { pathTo } from "./path.ts";

const timeoutMs = 30_000;
/** Seconds by which two clocks may differ. */
const skew = 30;

/** Where a realm signs people in, as it tells everybody. */
const discovery = z.looseObject({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.url(),
  end_session_endpoint: z.url(),
  jwks_uri: z.url(),
});

export type Discovery = z.infer<typeof discovery>;

/** What a realm tells of itself (OpenID Connect Discovery). @throws {KeycloakFault} keycloak_failed, also where it names another issuer */
export async function discover(url: string, realm: string): Promise<Discovery> {
  const asked: Asked = { title: `ask the realm ${realm} where it signs people in`, secrets: [] };
  const base = `/realms${pathTo(realm)}`;
  const answer = await new KeycloakHttp(url).send(asked, {
    ...{ method: "GET", path: `${base}/.well-known/openid-configuration`, repeatable: true },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (answer.status !== 200) throw faultOf(asked, answer);
  const parsed = discovery.safeParse(jsonOf(answer.text));
  if (parsed.success && parsed.data.issuer === url + base) return parsed.data;
  const reason = parsed.success
    ? `it names itself ${parsed.data.issuer}: Keycloak's hostname is set to another address`
    : "its answer is not what it should be";
  throw new KeycloakFault("keycloak_failed", asked, reason);
}

/** Whose tokens are taken, and for whom they must be made. */
export interface TokenRule {
  issuer: string;
  /** The client that the token is for: a token that another client got is refused. */
  audience: string;
  /** Public keys of the issuer, which are kept and asked for again when one is missing. */
  keys: JWTVerifyGetKey;
}

/** The rule for tokens of a realm that are made for one client. */
export function tokenRule({ issuer, jwks_uri }: Discovery, audience: string): TokenRule {
  const keys = createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: timeoutMs });
  return { issuer, audience, keys };
}

/** A token's claims, after its signature, issuer, audience and times. @throws {AppError} unauthorized; keycloak_failed, when the keys cannot be had */
export async function checkedClaims(
  token: string,
  { issuer, audience, keys }: TokenRule,
): Promise<JWTPayload> {
  const requiredClaims = ["exp", "sub"];
  const expected = {
    issuer,
    audience,
    clockTolerance: skew,
    requiredClaims,
    algorithms: ["RS256"],
  };
  try {
    return (await jwtVerify(token, keys, expected)).payload;
  } catch (error) {
    if (isOfTheKeys(error)) {
      const asked: Asked = { title: "check a token", secrets: [] };
      throw new KeycloakFault("keycloak_failed", asked, "the realm did not give its keys", {
        cause: error,
      });
    }
    throw new AppError("unauthorized", `Cannot take the token: ${reasonOf(error)}.`);
  }
}

/** Whether the keys could not be had: all else that jose throws is about the token. */
function isOfTheKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error.code === "ERR_JOSE_GENERIC" || error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid;
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "it has expired";
  if (!(error instanceof errors.JWTClaimValidationFailed)) return "it is not signed by the realm";
  if (error.claim === "iss") return "another realm made it";
  return error.claim === "aud" ? "it was made for another client" : "it is not valid";
}
