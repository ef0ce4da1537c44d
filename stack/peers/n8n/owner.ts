import type { PeerState } from "../peer.ts";
import type { Secrets } from "./secrets.ts";

const email = "n8n@example.com";
const label = "local stack";

/** Makes the owner and a key of theirs that may do everything, once; both stay with the data. */
export async function keepOwner(
  url: string,
  { ownerPassword: password, apiKey }: Secrets,
): Promise<Required<Pick<PeerState, "login" | "apiKey">>> {
  const login = { email, password };
  if (apiKey) return { login, apiKey };
  const owner = { ...login, firstName: "Local", lastName: "Owner" };
  const made = await post(`${url}/rest/owner/setup`, owner); // refused where it was made before
  await made.body?.cancel();
  return { login, apiKey: await makeKey(url, await signIn(url, login)) };
}

/** Signs a person in to n8n. @returns their cookie */
export async function signIn(
  url: string,
  { email, password }: PeerState["login"],
): Promise<string> {
  const response = await post(`${url}/rest/login`, { emailOrLdapLoginId: email, password });
  const [cookie] = response.headers.getSetCookie();
  if (!response.ok || !cookie) {
    throw new Error(`Cannot sign in to n8n: ${response.status} ${await response.text()}`);
  }
  await response.body?.cancel();
  return cookie.split(";")[0]!;
}

async function makeKey(url: string, cookie: string): Promise<string> {
  const allowed = await fetch(`${url}/rest/api-keys/scopes`, { headers: { cookie } });
  const scopes = (await allowed.json()).data;
  const made = await post(`${url}/rest/api-keys`, { label, scopes, expiresAt: null }, cookie);
  const answer = await made.json();
  if (!made.ok) throw new Error(`Cannot make a key of n8n's API: ${made.status} ${answer.message}`);
  return answer.data.rawApiKey;
}

async function post(url: string, body: unknown, cookie = ""): Promise<Response> {
  const headers = { "content-type": "application/json", ...cookie && { cookie } };
  return await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}
