import { deepStrictEqual, doesNotMatch, ok, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import type { SupersetFault } from "../../supabase/functions/_shared/superset/faults.ts";
import {
  deleteRole,
  ensureRole,
  findRole,
  type Permission,
  permissionsOf,
  setPermissions,
} from "../../supabase/functions/_shared/superset/roles.ts";
import {
  changeRowRule,
  createRowRule,
  deleteRowRule,
  findRowRule,
} from "../../supabase/functions/_shared/superset/row_rules.ts";
import {
  createPerson,
  deletePerson,
  findPerson,
  lockOut,
  setRoles,
} from "../../supabase/functions/_shared/superset/users.ts";
import { signedIn } from "./support/superset.ts";
import { analytics, client, workspace } from "./support/superset_workspace.ts";

const unique = () => crypto.randomUUID().slice(0, 8);

/** Somebody who is there for one test. */
function somebody(roles: number[]) {
  const username = `ann-${unique()}`;
  return {
    ...{ username, firstName: "Ann", lastName: "Example", email: `${username}@example.com` },
    ...{ password: new Secret(crypto.randomUUID()), roles },
  };
}

Deno.test("a role is made once, and may do what it is told and no more", async () => {
  const name = `role ${unique()}`;
  strictEqual(await findRole(client, name), undefined);
  const id = await ensureRole(client, name);
  strictEqual(await ensureRole(client, name), id);
  strictEqual(await findRole(client, name), id);

  const wide: Permission[] = [["can_read", "Chart"], ["can_write", "Chart"], ["can_read", "Log"]];
  for (const wanted of [wide, wide.slice(2), []]) {
    await setPermissions(client, id, wanted);
    deepStrictEqual(new Set(await permissionsOf(client, id)), new Set(wanted));
  }
  for (const unknown of [["can_fly", "Chart"], ["can_read", "None of that name"]] as const) {
    await rejects(setPermissions(client, id, [unknown]), { code: "superset_missing" });
  }
  ok(await deleteRole(client, id));
  strictEqual(await deleteRole(client, id), false);
  await rejects(permissionsOf(client, id), { code: "superset_missing" });
});

Deno.test("a person is made, found, given roles and deleted; a second of that name is refused", async () => {
  const [first, second] = [await ensureRole(client, unique()), await ensureRole(client, unique())];
  const ann = somebody([first]);
  strictEqual(await findPerson(client, ann.username), undefined);
  const id = await createPerson(client, ann);
  const { username, email } = ann;
  deepStrictEqual(await findPerson(client, username), { id, username, email, roles: [first] });
  await setRoles(client, id, [second]);
  deepStrictEqual((await findPerson(client, username))?.roles, [second]);
  await signedIn(username, ann.password.reveal());

  for (const taken of [ann, { ...somebody([]), email }, { ...somebody([]), username }]) {
    await rejects(createPerson(client, { ...taken, roles: [first] }), (error: SupersetFault) => {
      strictEqual(error.code, "superset_exists", error.detail);
      doesNotMatch(error.detail, /insert into|scrypt|pbkdf2/i);
      return true;
    });
  }
  await lockOut(client, id);
  await rejects(signedIn(username, ann.password.reveal()), /401/);
  ok(await deletePerson(client, id));
  strictEqual(await deletePerson(client, id), false);
  await rejects(lockOut(client, id), { code: "superset_failed" });
  await rejects(setRoles(client, id, [first]), { code: "superset_failed" });
  for (const role of [first, second]) ok(await deleteRole(client, role));
});

Deno.test("a rule for rows is made, found, changed and deleted", async () => {
  await using t = await analytics(1);
  await using a = await workspace(t.tenants[0]!);
  const role = await ensureRole(client, unique());
  const name = `rule ${unique()}`;
  const rule = { name, clause: "company = 1", datasets: [a.dataset], roles: [role] };
  strictEqual(await findRowRule(client, name), undefined);
  const id = await createRowRule(client, rule);
  deepStrictEqual(await findRowRule(client, name), { id, ...rule });
  await changeRowRule(client, id, { ...rule, clause: "company = 2" });
  deepStrictEqual(await findRowRule(client, name), { id, ...rule, clause: "company = 2" });
  await rejects(createRowRule(client, rule), { code: "superset_exists" });
  await rejects(createRowRule(client, { ...rule, name: unique(), datasets: [999_999] }), {
    code: "superset_refused",
  });
  ok(await deleteRowRule(client, id));
  strictEqual(await deleteRowRule(client, id), false);
  await rejects(changeRowRule(client, id, rule), { code: "superset_missing" });
  ok(await deleteRole(client, role));
});
