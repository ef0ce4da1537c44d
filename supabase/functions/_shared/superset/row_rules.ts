import { z } from "zod";
import type { SupersetClient } from "./client.ts";
import { SupersetFault } from "./faults.ts";

/** Which rows of datasets the people of roles are shown; Superset calls it row level security. */
export interface RowRule {
  /** Unique in Superset. */
  name: string;
  /** Behind `where`, e.g. `company_id = 5`. */
  clause: string;
  /** Ids of the datasets. */
  datasets: number[];
  /** Ids of the roles that it binds. */
  roles: number[];
}

const ids = z.array(z.object({ id: z.number() })).transform((all) => all.map(({ id }) => id));
const row = z.object({
  ...{ id: z.number(), name: z.string(), clause: z.string() },
  ...{ tables: ids, roles: ids },
}).transform(({ id, name, clause, tables, roles }) => ({
  ...{ id, name, clause, datasets: tables, roles },
}));
const made = z.object({ id: z.number() });

/** The rule of that name; undefined where there is none. @throws {SupersetFault} */
export async function findRowRule(
  client: SupersetClient,
  name: string,
): Promise<RowRule & { id: number } | undefined> {
  const filters = [{ col: "name", opr: "eq", value: name }];
  const title = `find the rule ${name}`;
  return (await client.list({ path: "/rowlevelsecurity/", title, filters, order: "name" }, row))[0];
}

/** Makes a rule, which holds at once. @returns its id @throws {SupersetFault} superset_exists */
export async function createRowRule(client: SupersetClient, rule: RowRule): Promise<number> {
  // Of a name that is taken Superset says nothing but 422.
  if (await findRowRule(client, rule.name)) {
    const detail = `Cannot make the rule ${rule.name}: it is there already.`;
    throw new SupersetFault("superset_exists", detail);
  }
  const { id } = await client.ask({
    ...{ method: "POST", path: "/rowlevelsecurity/", title: `make the rule ${rule.name}` },
    body: bodyOf(rule),
  }, made);
  return id;
}

/** Makes a rule say this. @throws {SupersetFault} superset_missing */
export async function changeRowRule(
  client: SupersetClient,
  id: number,
  rule: RowRule,
): Promise<void> {
  await client.send({
    ...{ method: "PUT", path: `/rowlevelsecurity/${id}`, title: `change the rule ${rule.name}` },
    body: bodyOf(rule),
  });
}

/** False where it was gone. @throws {SupersetFault} */
export async function deleteRowRule(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/rowlevelsecurity/${id}`, `delete rule ${id}`);
}

function bodyOf({ name, clause, datasets, roles }: RowRule) {
  return { name, clause, tables: datasets, roles, filter_type: "Regular" };
}
