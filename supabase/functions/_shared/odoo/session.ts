import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import { attempt, type AttemptOptions } from "./attempts.ts";
import { OdooFault } from "./faults.ts";
import type { OdooHttp } from "./http.ts";
import { Json2Transport, keyOwner } from "./json2.ts";
import { authenticate, JsonRpcTransport } from "./jsonrpc.ts";
import type { OdooTransport, OdooVersion } from "./types.ts";
import { jsonRpcVersion, webVersion } from "./version.ts";
import { pastStaleWorkers } from "./workers.ts";

/** A logged-in user on a server of a known version. */
export interface Session {
  version: OdooVersion;
  uid: number;
  transport: OdooTransport;
  /** What is kept of it as long as the login is. */
  kept: { languages?: string[] };
}

/** Where a login leads; kept because Odoo hashes the password for 250 ms each time it is asked. */
export interface Login {
  version: OdooVersion;
  uid: number;
  keyed: boolean;
  until: number;
  /** Codes of the languages that are active there, once they were asked for. */
  languages?: string[];
}

/** Logins by a digest of their connection. */
export type Logins = Map<string, Login>;

const loginLifeMs = 300_000;

/**
 * Asks for the version, chooses the transport and finds out the user's id; all of it once in five
 * minutes of a process's life. Every later call has its credential checked by Odoo all the same.
 */
export async function openSession(
  http: OdooHttp,
  options: AttemptOptions,
  logins: Logins,
): Promise<Session> {
  const key = loginKey(http);
  const known = logins.get(key);
  const login = known && known.until > options.now() ? known : await logIn(http, options);
  logins.set(key, login);
  const { version, uid, keyed } = login;
  return {
    version,
    uid,
    transport: keyed ? new Json2Transport(http) : new JsonRpcTransport(http, uid),
    kept: login,
  };
}

/** Forgets a login that Odoo no longer accepts. */
export function forgetSession(http: OdooHttp, logins: Logins): void {
  logins.delete(loginKey(http));
}

function loginKey({ connection }: OdooHttp): string {
  const { url, database, username, password, transport } = connection;
  const identity = JSON.stringify([url, database, username, password.reveal(), transport]);
  return createHash("sha256").update(identity).digest("base64");
}

async function logIn(http: OdooHttp, options: AttemptOptions): Promise<Login> {
  const until = options.now() + loginLifeMs;
  const { transport: wanted, password } = http.connection;
  const keyed = wanted === "json2" || (wanted === "auto" && isApiKey(password.reveal()));
  const version = await readVersion(http, keyed, options);
  if (wanted === "json2" && version.major < 19) {
    const detail = `Cannot use /json/2: Odoo ${version.text} is older than 19.`;
    throw new AppError("misconfigured", detail, {
      suggestion: "Set the binding's transport to auto or jsonrpc.",
    });
  }
  if (keyed && version.major >= 19) {
    const target = { model: "res.users", method: "context_get" };
    const uid = await attempt(target, options, (signal) => keyOwner(http, signal));
    return { version, uid, keyed: true, until };
  }
  const target = { model: "common", method: "authenticate" };
  const uid = await attempt(
    target,
    options,
    (signal) => pastStaleWorkers(http, signal, () => authenticate(http, signal), saysNothing),
  );
  return { version, uid, keyed: false, until };
}

/** What Odoo raises of a log-in that is no word on the user comes of what a worker remembers, or of a half made database. */
const saysNothing = ({ kind, extra }: OdooFault) =>
  extra?.exception !== undefined && ["access", "data", "protocol"].includes(kind);

/** `/jsonrpc` goes away after 19: who can do without it asks it last. */
function readVersion(
  http: OdooHttp,
  keyed: boolean,
  options: AttemptOptions,
): Promise<OdooVersion> {
  const target = { model: "common", method: "version" };
  return attempt(target, options, async (signal) => {
    const version = keyed ? await webVersion(http, signal) : null;
    return version ?? await jsonRpcVersion(http, signal);
  });
}

/** Odoo's API keys are 20 random bytes in hexadecimal. */
function isApiKey(credential: string): boolean {
  return /^[0-9a-f]{40}$/.test(credential);
}
