import { createPrivateKey } from "node:crypto";
import { importPKCS8, SignJWT } from "jose";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { GithubClient } from "./client.ts";

/** By what requests are let in: a token, or an App that gets one for each hour. */
export type GithubAccess = { token: Secret } | { app: string; key: Secret };

/** GitHub takes a JWT that is good for ten minutes at most, and clocks differ. */
const [backSeconds, goodSeconds] = [60, 540];
/** A token is renewed before its last minutes. */
const renewMs = 300_000;

const installation = z.object({ id: z.number() });
const installationToken = z.object({ token: z.string().min(1), expires_at: z.iso.datetime() });

/** Gives the bearer of requests to one repository; that of an App is kept, and renewed in time. */
export class Bearers {
  #kept?: { token: Secret; expiresAt: number };

  constructor(
    readonly client: GithubClient,
    readonly repository: string,
    readonly access: GithubAccess,
  ) {}

  /** @throws {GithubFault}, and {AppError} misconfigured for a key that is none */
  async bearer(): Promise<Secret> {
    if ("token" in this.access) return this.access.token;
    const now = this.client.now().getTime();
    if (!this.#kept || this.#kept.expiresAt - renewMs < now) {
      this.#kept = await this.#made(this.access.app, this.access.key);
    }
    return this.#kept.token;
  }

  /** Has the next one made anew; false where there is no other. */
  forget(): boolean {
    const had = this.#kept !== undefined;
    this.#kept = undefined;
    return had;
  }

  async #made(app: string, key: Secret) {
    const bearer = await appToken(app, key, this.client.now());
    const { id } = await this.client.ask({
      ...{ method: "GET", path: `/repos/${this.repository}/installation`, bearer },
      title: "find the App's installation",
    }, installation);
    const { token, expires_at } = await this.client.ask({
      ...{ method: "POST", path: `/app/installations/${id}/access_tokens`, bearer },
      title: "get a token of the App",
      body: { repositories: [this.repository.split("/")[1]] },
    }, installationToken);
    return { token: new Secret(token), expiresAt: Date.parse(expires_at) };
  }
}

/** What an App says who it is with. */
async function appToken(app: string, key: Secret, now: Date): Promise<Secret> {
  const second = Math.floor(now.getTime() / 1000);
  const jwt = new SignJWT().setProtectedHeader({ alg: "RS256" }).setIssuer(app)
    .setIssuedAt(second - backSeconds).setExpirationTime(second + goodSeconds);
  return new Secret(await jwt.sign(await privateKey(key)));
}

/** A key as GitHub gives it (PKCS#1) or as others have it (PKCS#8); in an environment its lines may be joined by \n. */
async function privateKey(key: Secret) {
  try {
    const pem = key.reveal().replaceAll("\\n", "\n");
    const pkcs8 = createPrivateKey(pem).export({ type: "pkcs8", format: "pem" });
    return await importPKCS8(String(pkcs8), "RS256");
  } catch {
    // Without the cause, which may quote it.
    throw new AppError("misconfigured", "Cannot sign for the App: its private key is none.", {
      suggestion: "Set GITHUB_APP_PRIVATE_KEY to the .pem file that GitHub made.",
    });
  }
}
