import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { z } from "zod";
import {
  addMember,
  createOrganization,
  deleteOrganization,
  findOrganization,
  listMembers,
  removeMember,
} from "../../supabase/functions/_shared/keycloak/organizations.ts";
import { pathTo } from "../../supabase/functions/_shared/keycloak/path.ts";
import { changeRealm, deleteRealm } from "../../supabase/functions/_shared/keycloak/realms.ts";
import {
  createRole,
  findRole,
  giveRoles,
  rolesOf,
  takeRoles,
} from "../../supabase/functions/_shared/keycloak/roles.ts";
import {
  changeUser,
  createUser,
  deleteUser,
  findUser,
  logOut,
  setPassword,
} from "../../supabase/functions/_shared/keycloak/users.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { eventually } from "../integration/support/eventually.ts";
import { keycloak, logIn, madeRealm, makeAnn } from "./support/keycloak.ts";

const bob = { username: "bob", email: "bob@example.com", firstName: "Bob", lastName: "Ray" };

Deno.test("a person is made once, changed, signed out and removed", async () => {
  await using realm = await madeRealm();
  const made = await createUser(keycloak, realm.name, bob);
  strictEqual(made.created, true);
  const again = await createUser(keycloak, realm.name, { ...bob, lastName: "Other" });
  deepStrictEqual(again, { id: made.id, created: false });
  strictEqual((await findUser(keycloak, realm.name, "bob"))?.lastName, "Ray");
  strictEqual(await findUser(keycloak, realm.name, "bo"), undefined, "part of a name finds nobody");
  await changeUser(keycloak, realm.name, made.id, { lastName: "Roe", enabled: false });
  const { firstName, lastName, enabled } = (await findUser(keycloak, realm.name, "bob"))!;
  deepStrictEqual([firstName, lastName, enabled], ["Bob", "Roe", false]);
  await logOut(keycloak, realm.name, made.id);
  deepStrictEqual(await deleteUser(keycloak, realm.name, made.id), true);
  deepStrictEqual(await deleteUser(keycloak, realm.name, made.id), false);
});

Deno.test("an address that another has, a short name and a weak password are refused", async () => {
  await using realm = await madeRealm();
  const { id } = await createUser(keycloak, realm.name, bob);
  const refused = { code: "keycloak_refused" };
  await rejects(createUser(keycloak, realm.name, { ...bob, username: "rob" }), refused);
  await rejects(createUser(keycloak, realm.name, { ...bob, username: "b" }), refused);
  for (const weak of ["short", bob.email]) {
    await rejects(setPassword(keycloak, realm.name, id, { password: new Secret(weak) }), refused);
  }
});

Deno.test("a log-in tells why it is refused", async (test) => {
  await using realm = await madeRealm();
  const outcome = async (...changed: Parameters<typeof logIn>) => (await logIn(...changed)).outcome;
  const guessed = new Secret("guessed");
  const id = await makeAnn(realm.name);
  await test.step("by the person", async () => {
    strictEqual(await outcome(realm), "signed_in");
    strictEqual(await outcome(realm, { user: { password: guessed } }), "wrong_password");
    strictEqual(await outcome(realm, { user: { name: "nobody" } }), "wrong_password");
  });
  await test.step("by the client: its secret, or one that may not", async () => {
    strictEqual(await outcome(realm, { client: { secret: guessed } }), "wrong_client");
    const odoo = { id: "odoo", secret: realm.secrets.odoo };
    strictEqual(await outcome(realm, { client: odoo }), "wrong_client");
  });
  await test.step("by what the person has to do first", async () => {
    await changeUser(keycloak, realm.name, id, { lastName: "" });
    strictEqual(await outcome(realm), "not_set_up", "without a last name");
    await changeUser(keycloak, realm.name, id, { lastName: "Lee" });
    const other = new Secret("another horse battery");
    await setPassword(keycloak, realm.name, id, { password: other, temporary: true });
    strictEqual(await outcome(realm, { user: { password: other } }), "not_set_up");
  });
  await test.step("by who is switched off, the realm, and one that is not there", async () => {
    const last = new Secret("yet another horse");
    await setPassword(keycloak, realm.name, id, { password: last });
    const user = { password: last };
    strictEqual(await outcome(realm, { user }), "signed_in");
    await changeUser(keycloak, realm.name, id, { enabled: false });
    strictEqual(await outcome(realm, { user }), "wrong_password");
    await changeRealm(keycloak, realm.name, { enabled: false });
    strictEqual(await outcome(realm, { user }), "realm_off");
    await deleteRealm(keycloak, realm.name, realm.owner);
    strictEqual(await outcome(realm, { user }), "realm_missing");
  });
});

Deno.test("who guesses passwords is locked out, with the right one as well", async () => {
  await using realm = await madeRealm({ failureFactor: 2 });
  const id = await makeAnn(realm.name);
  const wrong = { user: { password: new Secret("guessed") } };
  for (let times = 0; times < 2; times++) {
    strictEqual((await logIn(realm, wrong)).outcome, "wrong_password");
  }
  const path = pathTo(realm.name, "attack-detection", "brute-force", "users", id);
  await eventually("she is locked out", async () => {
    const asked = { title: "see whether she is locked out", method: "GET", path } as const;
    return (await keycloak.ask(asked, z.object({ disabled: z.boolean() }))).disabled;
  }, { seconds: 60 });
  strictEqual((await logIn(realm)).outcome, "wrong_password");
});

Deno.test("roles are made once, given and taken", async () => {
  await using realm = await madeRealm();
  const user = await makeAnn(realm.name);
  const names = async () => (await rolesOf(keycloak, realm.name, user)).map(({ name }) => name);
  strictEqual(await createRole(keycloak, realm.name, { name: "auditor" }), true);
  strictEqual(await createRole(keycloak, realm.name, { name: "auditor" }), false);
  strictEqual(await findRole(keycloak, realm.name, "nothing"), undefined);
  const roles = [(await findRole(keycloak, realm.name, "auditor"))!];
  const before = await names();
  for (let times = 0; times < 2; times++) await giveRoles(keycloak, realm.name, user, roles);
  deepStrictEqual((await names()).toSorted(), [...before, "auditor"].toSorted());
  for (let times = 0; times < 2; times++) await takeRoles(keycloak, realm.name, user, roles);
  deepStrictEqual(await names(), before);
});

Deno.test("an organisation is made once, with members who come once and go", async () => {
  await using realm = await madeRealm({ organizationsEnabled: true });
  const user = await makeAnn(realm.name);
  const acme = { name: "Acme", alias: "acme", domains: ["acme.example"] };
  const made = await createOrganization(keycloak, realm.name, acme);
  strictEqual(made.created, true);
  deepStrictEqual(await createOrganization(keycloak, realm.name, acme), {
    ...made,
    created: false,
  });
  const taken = createOrganization(keycloak, realm.name, { ...acme, name: "Other" });
  await rejects(taken, { code: "keycloak_refused" });
  strictEqual((await findOrganization(keycloak, realm.name, "Acme"))?.alias, "acme");
  strictEqual(await findOrganization(keycloak, realm.name, "acme.example"), undefined);
  strictEqual(await addMember(keycloak, realm.name, made.id, user), true);
  strictEqual(await addMember(keycloak, realm.name, made.id, user), false);
  const members = await listMembers(keycloak, realm.name, made.id);
  deepStrictEqual(members.map(({ id }) => id), [user]);
  strictEqual(await removeMember(keycloak, realm.name, made.id, user), true);
  strictEqual(await deleteOrganization(keycloak, realm.name, made.id), true);
  strictEqual(await deleteOrganization(keycloak, realm.name, made.id), false);
});
