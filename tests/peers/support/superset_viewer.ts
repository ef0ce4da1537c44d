import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import {
  deleteRole,
  ensureRole,
  type Permission,
  setPermissions,
} from "../../../supabase/functions/_shared/superset/roles.ts";
import {
  createPerson,
  deletePerson,
  lockOut,
} from "../../../supabase/functions/_shared/superset/users.ts";
import { signedIn } from "./superset.ts";
import type { Headers } from "./superset_guest.ts";
import { client, type Workspace } from "./superset_workspace.ts";

/** What somebody of a tenant needs to look at its dashboards and charts; no database, and no SQL. */
const looking: Permission[] = [
  ["can_read", "Dashboard"],
  ["can_read", "Chart"],
  ["can_read", "Dataset"],
  ["can_read", "Explore"],
  ["can_read", "CurrentUserRestApi"],
  ["can_explore", "Superset"],
  ["can_dashboard", "Superset"],
];

/** Somebody of a tenant who has signed in, and may look at its one dataset; ends with `await using`. */
export async function viewer(
  { schema, dataset }: Workspace,
  more: Permission[] = [],
): Promise<AsyncDisposable & { headers: Headers; username: string }> {
  const role = await ensureRole(client, `viewers of ${schema}`);
  const own: Permission = ["datasource_access", `[${schema}].[hours](id:${dataset})`];
  await setPermissions(client, role, [...looking, own, ...more]);
  const [username, password] = [`viewer-${schema}`, crypto.randomUUID()];
  const person = await createPerson(client, {
    ...{ username, firstName: "Vera", lastName: schema, email: `${username}@example.com` },
    ...{ password: new Secret(password), roles: [role] },
  });
  return {
    username,
    headers: await signedIn(username, password),
    async [Symbol.asyncDispose]() {
      await deletePerson(client, person).catch(() => lockOut(client, person));
      await deleteRole(client, role);
    },
  };
}
