import { z } from "zod";
import type { SupersetClient } from "./client.ts";
import { SupersetFault } from "./faults.ts";

/**
 * What a role may do with what: `["can_read", "Dashboard"]`,
 * `["datasource_access", "[db].[table](id:1)"]`.
 */
export type Permission = readonly [name: string, view: string];

const named = z.object({ id: z.number(), name: z.string() });
const made = z.object({ id: z.number() });
const permission = z.object({
  id: z.number(),
  permission: z.object({ name: z.string() }),
  view_menu: z.object({ name: z.string() }),
});
const held = z.object({
  result: z.array(z.object({ permission_name: z.string(), view_menu_name: z.string() })),
});

/** The id of the role of that name; undefined where there is none. @throws {SupersetFault} */
export async function findRole(client: SupersetClient, name: string): Promise<number | undefined> {
  const filters = [{ col: "name", opr: "eq", value: name }];
  const title = `find the role ${name}`;
  return (await client.list({ path: "/security/roles/", title, filters, order: "id" }, named))[0]
    ?.id;
}

/**
 * The role of that name, made where there is none: of a duplicate Superset tells nothing but 500.
 * @returns its id
 * @throws {SupersetFault}
 */
export async function ensureRole(client: SupersetClient, name: string): Promise<number> {
  const found = await findRole(client, name);
  if (found !== undefined) return found;
  const title = `make the role ${name}`;
  const request = { method: "POST", path: "/security/roles/", title, body: { name } } as const;
  return (await client.ask(request, made)).id;
}

/** False where it was gone. @throws {SupersetFault} */
export async function deleteRole(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/security/roles/${id}`, `delete role ${id}`);
}

/** What a role may do. @throws {SupersetFault} superset_missing */
export async function permissionsOf(client: SupersetClient, role: number): Promise<Permission[]> {
  const path = `/security/roles/${role}/permissions/`;
  const title = `read what role ${role} may do`;
  const { result } = await client.ask({ method: "GET", path, title }, held);
  return result.map((row) => [row.permission_name, row.view_menu_name] as const);
}

/**
 * Lets a role do this and nothing else.
 * @throws {SupersetFault} superset_missing, also for a permission that Superset does not know
 */
export async function setPermissions(
  client: SupersetClient,
  role: number,
  permissions: Permission[],
): Promise<void> {
  const ids: number[] = [];
  for (const view of new Set(permissions.map(([, view]) => view))) {
    const names = permissions.filter((one) => one[1] === view).map(([name]) => name);
    ids.push(...await idsOf(client, view, names));
  }
  await client.send({
    ...{ method: "POST", path: `/security/roles/${role}/permissions`, repeatable: true },
    title: `say what role ${role} may do`,
    body: { permission_view_menu_ids: ids },
  });
}

/** The ids of what may be done with one thing. */
async function idsOf(client: SupersetClient, view: string, names: string[]): Promise<number[]> {
  const title = `find what may be done with ${view}`;
  const byName = [{ col: "name", opr: "eq", value: view }];
  const [place] = await client.list(
    { path: "/security/resources/", title, filters: byName, order: "id" },
    named,
  );
  const byPlace = [{ col: "view_menu", opr: "rel_o_m", value: place?.id ?? 0 }];
  const path = "/security/permissions-resources/";
  const known = await client.list({ path, title, filters: byPlace, order: "id" }, permission);
  return names.map((name) => {
    const found = known.find((row) => row.permission.name === name);
    if (found) return found.id;
    throw new SupersetFault("superset_missing", `Cannot allow ${name} on ${view}: it is unknown.`);
  });
}
