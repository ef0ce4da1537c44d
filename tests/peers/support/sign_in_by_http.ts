import { ok, strictEqual } from "node:assert/strict";

/** What a browser does, as far as signing in needs it: cookies of each host, redirects one by one. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  async go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ response: Response; text: string }> {
    const { host } = new URL(url);
    const kept = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, kept);
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      headers: { cookie },
      body: form && new URLSearchParams(form),
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      kept.set(name!, value!);
    }
    return { response, text: await response.text() };
  }

  /** The same, and on to where it leads on this host; to another one only its address is given. */
  async follow(url: string): Promise<{ url: string; text: string }> {
    for (let steps = 0; steps < 10; steps++) {
      const { response, text } = await this.go(url);
      const next = response.headers.get("location");
      if (!next) return { url, text };
      url = new URL(next, url).href;
    }
    throw new Error(`Cannot follow ${url}: it leads on and on.`);
  }
}

/** Text of a page as it was before it was HTML. */
const plain = (text: string) => text.replaceAll("&amp;", "&").replaceAll("&#34;", '"');

/** The address of the button by which Odoo's log-in page sends people to Keycloak. */
export async function oauthLink(visitor: Visitor, odoo: string, database: string): Promise<string> {
  const { text } = await visitor.follow(`${odoo}/web/login?db=${database}`);
  const link = /href="([^"]*\/protocol\/openid-connect\/auth\?[^"]*)"/.exec(text)?.[1];
  ok(link, "Odoo's log-in page has no button for Keycloak");
  return plain(link);
}

/** Signs a person in on Keycloak's page. @returns where it sends them, with the token behind # */
export async function passKeycloak(
  visitor: Visitor,
  link: string,
  login: { username: string; password: string },
): Promise<URL> {
  const { text } = await visitor.go(link);
  const action = /<form[^>]*id="kc-form-login"[^>]*action="([^"]*)"/.exec(text)?.[1];
  ok(action, `Keycloak shows no form: ${text.slice(0, 300)}`);
  const { response } = await visitor.go(plain(action), login);
  strictEqual(response.status, 302, "Keycloak does not take the password");
  return new URL(response.headers.get("location")!);
}

/** Brings to Odoo what Keycloak gave, as the page there does. @returns where Odoo leads */
export async function enterOdoo(visitor: Visitor, from: URL): Promise<string> {
  const given = from.hash.slice(1);
  return (await visitor.follow(`${from.origin}${from.pathname}?${given}`)).url;
}
