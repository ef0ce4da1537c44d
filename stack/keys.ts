import { Buffer } from "node:buffer";
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from "jose";
import { readSecretFile, writeSecretFile } from "./secret_file.ts";

/** The secrets of one instance; made once and kept with its data, so that restarts keep the keys. */
export interface InstanceKeys {
  jwtSecret: string;
  /** What people's tokens are signed with (ES256), as a JWK with its kid. */
  signingKey: JWK;
  anonKey: string;
  serviceRoleKey: string;
  /** What takes their place: of anonKey, for the public; sent as `apikey`. */
  publishableKey: string;
  /** Of serviceRoleKey; sent as `apikey` alone. */
  secretKey: string;
  seedRunToken: string;
  /** That of the people whom `task start` makes, one for each role. */
  peoplePassword: string;
  /** What the database signs its calls of the functions with. */
  functionsSecret: string;
}

const TEN_YEARS = 10 * 365 * 24 * 60 * 60;

/** Reads the instance's keys from `file`, and makes those that it does not hold. */
export async function instanceKeys(file: string): Promise<InstanceKeys> {
  const known = await readSecretFile<InstanceKeys>(file);
  const secret = known?.jwtSecret ?? randomToken();
  const keys = { ...await makeKeys(secret, Math.floor(Date.now() / 1000)), ...known };
  await writeSecretFile(file, JSON.stringify(keys));
  return keys;
}

/** Derives the legacy anon and service-role JWTs from the secret, and makes the keys and tokens; `now` in seconds. */
export async function makeKeys(
  jwtSecret: string,
  now: number,
): Promise<InstanceKeys> {
  const sign = (role: string) =>
    new SignJWT({ role })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer("supabase")
      .setIssuedAt(now)
      .setExpirationTime(now + TEN_YEARS)
      .sign(new TextEncoder().encode(jwtSecret));
  return {
    jwtSecret,
    signingKey: await newSigningKey(),
    seedRunToken: randomToken(),
    peoplePassword: randomToken().slice(0, 16),
    functionsSecret: signingSecret(),
    anonKey: await sign("anon"),
    serviceRoleKey: await sign("service_role"),
    publishableKey: `sb_publishable_${randomToken()}`,
    secretKey: `sb_secret_${randomToken()}`,
  };
}

async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...await exportJWK(privateKey), kid: crypto.randomUUID(), alg: "ES256", use: "sig" };
}

/** By what a request's role is told. */
export type RoleKeys = Pick<InstanceKeys, "jwtSecret" | "publishableKey" | "secretKey">;

/** The role of a request: its bearer's, or without one that of the key in `apikey`. A key as bearer is no JWT, so it has none. */
export async function requestRole(request: Request, keys: RoleKeys): Promise<string | undefined> {
  if (request.headers.has("authorization")) return await bearerRole(request, keys.jwtSecret);
  const key = request.headers.get("apikey");
  if (key === keys.secretKey) return "service_role";
  return key === keys.publishableKey ? "anon" : undefined;
}

/** The role of the request's bearer JWT; undefined when there is none or its signature is not ours. */
export async function bearerRole(request: Request, jwtSecret: string): Promise<string | undefined> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) return undefined;
  try {
    const secret = new TextEncoder().encode(jwtSecret);
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
    return typeof payload.role === "string" ? payload.role : undefined;
  } catch {
    return undefined; // jose throws for everything that is no valid token: the answer is 401
  }
}

/** As Standard Webhooks writes one. */
function signingSecret(): string {
  const key = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${Buffer.from(key).toString("base64")}`;
}

function randomToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
