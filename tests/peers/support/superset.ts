import { dirname, join } from "node:path";
import type { PeerState } from "../../../stack/peers/peer.ts";
import type { Secrets } from "../../../stack/peers/superset/secrets.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import { SupersetClient } from "../../../supabase/functions/_shared/superset/client.ts";

const stateFile = Deno.env.get("PEER_STATE")!;
export const state: PeerState = JSON.parse(Deno.readTextFileSync(stateFile));
const secretsFile = join(dirname(stateFile), "secrets.json");
/** What the peer keeps to itself. */
export const secrets: Secrets = JSON.parse(Deno.readTextFileSync(secretsFile));

/** Superset's owner, who may do everything. */
export const owner = {
  username: state.login.email,
  password: new Secret(state.login.password),
};

/** Superset as its owner has it; by another way there where that is given. */
export function supersetClient(url = state.url): SupersetClient {
  return new SupersetClient(url, owner);
}

/** What a request got. */
export interface Said {
  /** The method and the path that were asked. */
  asked: string;
  status: number;
  headers: Headers;
  text: string;
  // deno-lint-ignore no-explicit-any -- what it is, each test says
  body: any;
}

/** Asks Superset's API with these headers and no more. */
export async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Said> {
  const response = await fetch(`${state.url}/api/v1${path}`, {
    method,
    headers: { ...body !== undefined && { "content-type": "application/json" }, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    ...{ asked: `${method} ${path}`, status: response.status, headers: response.headers, text },
    body: /^[{[]/.test(text) ? JSON.parse(text) : undefined,
  };
}

/** The headers of somebody who has signed in, for writes as well. */
export async function signedIn(
  username: string,
  password: string,
): Promise<Record<string, string>> {
  const login = { username, password, provider: "db", refresh: true };
  const { status, text, body } = await ask("POST", "/security/login", {}, login);
  if (status !== 200) throw new Error(`Cannot sign in as ${username}: ${status} ${text}`);
  const authorization = `Bearer ${body.access_token}`;
  const csrf = await ask("GET", "/security/csrf_token/", { authorization });
  const cookie = csrf.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { authorization, cookie, "x-csrftoken": csrf.body.result };
}
