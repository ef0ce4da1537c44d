import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { decodeProtectedHeader } from "jose";
import postgres from "postgres";
import { keepPeople } from "../../stack/people.ts";
import { api } from "./support/api.ts";
import { signedIn, supabase } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

Deno.test("supabase-js signs a person in, refreshes, and signs out, as on a project", async () => {
  const { page } = supabase();
  const { email, password, id } = await signedIn("ann");

  const { data: { session, user }, error } = await page.auth.signInWithPassword({
    email: email.toUpperCase(),
    password,
  });
  strictEqual(error, null);
  deepStrictEqual([user!.id, user!.email, user!.role], [id, email, "authenticated"]);
  match(decodeProtectedHeader(session!.access_token).alg!, /^ES256$/);
  strictEqual((await page.auth.getUser()).data.user!.id, id);
  const claims = (await page.auth.getClaims()).data!.claims;
  deepStrictEqual([claims.sub, claims.aud, claims.aal], [id, "authenticated", "aal1"]);

  const refreshed = await page.auth.refreshSession();
  notStrictEqual(refreshed.data.session!.refresh_token, session!.refresh_token);
  strictEqual((await page.auth.getUser()).data.user!.id, id);

  strictEqual((await page.auth.signOut()).error, null);
  const after = await page.auth.getUser(refreshed.data.session!.access_token);
  strictEqual(after.error!.name, "AuthSessionMissingError");
  const { refresh_token } = refreshed.data.session!;
  const again = await page.auth.refreshSession({ refresh_token });
  strictEqual(again.error!.code, "refresh_token_not_found");
});

Deno.test("supabase-js is told why nobody is signed in", async () => {
  const { page, administrator } = supabase();
  const { email, password, id } = await signedIn("ben");
  const wrong = { email, password: `${password}x` };
  const code = async (given: { email: string; password: string }) =>
    (await page.auth.signInWithPassword(given)).error?.code;
  strictEqual(await code(wrong), "invalid_credentials");
  strictEqual(await code({ email: "nobody@example.com", password }), "invalid_credentials");
  strictEqual(await code({ email: `${email}' or '1'='1`, password }), "invalid_credentials");

  await administrator.auth.admin.updateUserById(id, { ban_duration: "1h" });
  strictEqual(await code({ email, password }), "user_banned");
  await administrator.auth.admin.updateUserById(id, { ban_duration: "none", password: "another" });
  strictEqual(await code({ email, password }), "invalid_credentials");
  strictEqual(await code({ email, password: "another" }), undefined);

  const unconfirmed = `new-${crypto.randomUUID().slice(0, 8)}@example.com`;
  await administrator.auth.admin.createUser({ email: unconfirmed, password });
  strictEqual(await code({ email: unconfirmed, password }), "email_not_confirmed");

  strictEqual((await administrator.auth.admin.deleteUser(id)).error, null);
  strictEqual(await code({ email, password: "another" }), "invalid_credentials");
});

Deno.test("a refresh token that is used again ends the session, but for one that was lost a moment ago", async () => {
  const { page } = supabase();
  const { email, password } = await signedIn("chloe");
  const { data } = await page.auth.signInWithPassword({ email, password });
  const { refresh_token } = data.session!;
  const [one, two] = [
    await page.auth.refreshSession({ refresh_token }),
    await page.auth.refreshSession({ refresh_token }),
  ];
  strictEqual(one.data.session!.refresh_token, two.data.session!.refresh_token);
});

Deno.test("an instance has a person for each role, who keeps what became of them", async () => {
  const stack = loadStack();
  strictEqual(await keepPeople(stack), true);
  const { page } = supabase();
  const me = async (email: string) => {
    const { data } = await page.auth.signInWithPassword({ email, password: stack.peoplePassword });
    return (await api("GET", "/me", { token: data.session!.access_token })).body;
  };
  deepStrictEqual((await me("platform-owner@example.com")).platform_roles, ["platform_owner"]);
  const viewer = { tenant: "tbwa", role: "viewer" };
  deepStrictEqual((await me("tbwa-viewer@example.com")).tenant_roles, [viewer]);
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  await sql`
    delete from control.platform_members m using auth.users u
    where u.id = m.user_id and u.email = 'finance-owner@example.com'`;
  await sql.end();
  await keepPeople(stack);
  deepStrictEqual((await me("finance-owner@example.com")).platform_roles, []);
});

Deno.test("users are the administrator's", async () => {
  const { page, administrator } = supabase();
  const { email } = await signedIn("dora");
  const refused = await page.auth.admin.listUsers();
  deepStrictEqual([refused.error!.status, refused.error!.code], [403, "not_admin"]);
  const { data } = await administrator.auth.admin.listUsers({ page: 1, perPage: 1000 });
  ok(data.users.some((user) => user.email === email));
  const twice = await administrator.auth.admin.createUser({ email, password: "x" });
  strictEqual(twice.error!.code, "email_exists");
});
