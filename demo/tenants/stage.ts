import postgres, { type Sql } from "postgres";
import { type Api, apiOf } from "../../client/client.ts";
import { signIn } from "../../client/sign_in.ts";
import { emailOf, keepPeople, type LocalPerson } from "../../stack/people.ts";
import type { OdooStack, StackState } from "../../stack/types.ts";
import { assertOdoo } from "../set_up.ts";

/** What the acts play on. */
export interface TenantStage extends AsyncDisposable {
  stack: OdooStack;
  sql: Sql;
  /** The API as each of the people calls it, who have signed in. */
  by: Record<keyof typeof people, Api>;
}

/** The tenants that the demo makes; the first is among the seeds. */
export const slugs = { tenant: "tbwa", clone: "tbwa-copy", client: "northwind" };

/** Two people of the platform, and the one who owns the tenant. */
export const people = {
  ann: { name: "ann", role: "platform_owner" },
  ben: { name: "ben", role: "platform_owner" },
  owner: { name: "tbwa.admin", role: "owner", tenant: slugs.tenant },
} satisfies Record<string, LocalPerson>;

export async function setStage(stack: StackState): Promise<TenantStage> {
  assertOdoo(stack);
  await keepPeople(stack, Object.values(people));
  const api = async (person: LocalPerson) =>
    apiOf(stack.apiUrl, await signIn(stack, emailOf(person), stack.peoplePassword));
  const by = {
    ann: await api(people.ann),
    ben: await api(people.ben),
    owner: await api(people.owner),
  };
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  return { stack, sql, by, [Symbol.asyncDispose]: () => sql.end() };
}
