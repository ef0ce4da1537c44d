import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { SignJWT } from "jose";
import { root } from "../../stack/paths.ts";
import { pythonOf } from "../../stack/peers/python.ts";
import { superset } from "../../stack/peers/superset/superset.ts";
import {
  type GuestRule,
  guestToken,
} from "../../supabase/functions/_shared/superset/guest_tokens.ts";
import { ask, owner, secrets, signedIn, state } from "./support/superset.ts";
import { chartData, guest, rowsOf } from "./support/superset_guest.ts";
import { viewer } from "./support/superset_viewer.ts";
import { allowGuests, analytics, client, workspace } from "./support/superset_workspace.ts";

Deno.test("no token is made for a guest without a rule, or by a dashboard's number", async () => {
  await using t = await analytics(1);
  await using a = await workspace(t.tenants[0]!);
  const dashboards = [a.embedded];
  const refused = { code: "superset_refused", status: 400 };
  for (const rules of [[], [{ clause: " " }], [{ clause: "1 = 1" }, { clause: "" }]]) {
    const wanted = { username: "guest", dashboards, rules: rules as unknown as [GuestRule] };
    await rejects(guestToken(client, wanted), refused);
  }
  const byNumber = [String(a.dashboard)];
  for (const dashboards of [byNumber, [a.embedded, ...byNumber], []]) {
    const wanted = { username: "guest", dashboards, rules: [{ clause: "1 = 1" }] as [GuestRule] };
    await rejects(guestToken(client, wanted), refused);
  }
});

Deno.test("a guest who makes their own token is not let in", async () => {
  await using t = await analytics(1);
  await using a = await workspace(t.tenants[0]!);
  await allowGuests();
  const now = Math.floor(Date.now() / 1000);
  const made = async (key: string, aud = "superset-guests", exp = now + 60) => {
    const claims = {
      ...{ user: { username: "guest" }, rls_rules: [{ clause: "1 = 1" }], type: "guest" },
      ...{ resources: [{ type: "dashboard", id: a.embedded }], iat: now - 60, exp, aud },
    };
    const jwt = new SignJWT(claims).setProtectedHeader({ alg: "HS256" });
    return { "x-guesttoken": await jwt.sign(new TextEncoder().encode(key)) };
  };
  // What Superset itself would have made: only the key, the audience and the time tell.
  deepStrictEqual(rowsOf(await chartData(await made(secrets.guestSecret), a)), [{ total: 7 }]);
  const strangers = [
    made("test-guest-secret-change-me"),
    made(secrets.guestSecret, state.url),
    made(secrets.guestSecret, "superset-guests", now - 1),
  ];
  for (const headers of await Promise.all(strangers)) {
    strictEqual((await chartData(headers, a)).status, 401);
  }
});

Deno.test("neither a guest nor somebody of a tenant is told names of people and roles", async () => {
  await using t = await analytics(1);
  await using a = await workspace(t.tenants[0]!);
  await allowGuests();
  await using vera = await viewer(a);
  const admin = await signedIn(owner.username, owner.password.reveal());
  const anonymous = await guest(a, { clause: "1 = 1" });
  const lists = ["dashboard", "chart", "dataset"].map((what) => `/${what}/related/owners`);
  for (const list of lists) {
    ok((await ask("GET", list, admin)).body.count >= 2, list);
    const { text, body, status } = await ask("GET", list, vera.headers);
    deepStrictEqual([status, body.count], [200, 1], text);
    match(text, /Vera/);
    doesNotMatch(text, /Local Owner/);
    const seen = await ask("GET", list, anonymous);
    if (seen.status !== 403) deepStrictEqual(seen.body.result, [], list);
  }
  ok((await ask("GET", "/dashboard/related/roles", admin)).body.count > 0);
  for (const headers of [vera.headers, anonymous]) {
    deepStrictEqual((await ask("GET", "/dashboard/related/roles", headers)).body.result, []);
    for (const path of ["/security/users/", "/security/roles/"]) {
      strictEqual((await ask("GET", path, headers)).status, 403);
    }
  }
});

Deno.test("only pages that are named may show Superset in a frame, and it counts nobody", async () => {
  await using t = await analytics(1);
  await using a = await workspace(t.tenants[0]!);
  const page = async (referer: string) => {
    const response = await fetch(`${state.url}/embedded/${a.embedded}`, { headers: { referer } });
    await response.body?.cancel();
    return response;
  };
  const shown = await page("http://host.example.com/page");
  const policy = shown.headers.get("content-security-policy") ?? "";
  match(policy, /frame-ancestors 'self' http:\/\/127\.0\.0\.1:\* http:\/\/localhost:\*(;|$)/);
  doesNotMatch(policy, /scarf/);
  deepStrictEqual([shown.status, shown.headers.get("x-frame-options")], [200, null]);
  strictEqual((await page("http://elsewhere.example.com/page")).status, 403);
});

Deno.test("Superset does not start without its secrets, or with short ones", async () => {
  const long = "s".repeat(42);
  const whole = {
    ...{ SUPERSET_SECRET_KEY: long, SUPERSET_GUEST_SECRET: long },
    SUPERSET_DATABASE_URI: "postgresql+psycopg2://127.0.0.1/none",
  };
  strictEqual(await faultOfSettings(whole), undefined);
  for (const name of Object.keys(whole)) {
    const others = Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name));
    strictEqual(await faultOfSettings(others), `KeyError: '${name}'`);
  }
  for (const name of ["SUPERSET_SECRET_KEY", "SUPERSET_GUEST_SECRET"]) {
    const short = await faultOfSettings({ ...whole, [name]: "short" });
    strictEqual(short, `ValueError: ${name} is shorter than 32 characters.`);
  }
});

/** What Python says last of Superset's settings with this environment; undefined where it takes them. */
async function faultOfSettings(env: Record<string, string>): Promise<string | undefined> {
  const { success, stderr } = await new Deno.Command(pythonOf(superset), {
    args: [join(root, "superset/superset_config.py")],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent", PYTHONDONTWRITEBYTECODE: "1", ...env },
  }).output();
  return success ? undefined : new TextDecoder().decode(stderr).trim().split("\n").at(-1);
}
