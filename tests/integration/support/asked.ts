import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { api, type ApiAnswer, expectShape } from "./api.ts";
import { eventually } from "./eventually.ts";
import { type Person, signedInAs } from "./people.ts";
import type { Scenario } from "./scenario.ts";

/** A stored tenant whose the scenario's binding is, with people who have a role in it. */
export async function peopleOf(
  s: Scenario,
): Promise<Record<"owner" | "manager" | "viewer", Person>> {
  await s.sql`
    insert into control.tenants (slug, name, tenant_type, parent_id, admin_email, plan_code)
    select ${s.id}, ${s.id}, 'client', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  const [owner, manager, viewer] = await Promise.all(
    ["owner", "manager", "viewer"].map((role) => signedInAs(s.sql, role, s.id)),
  ) as [Person, Person, Person];
  return { owner, manager, viewer };
}

/** Asks, and expects what the route of `at` promises. */
export async function asked(
  person: Person,
  method: string,
  path: string,
  { at = path.split("?")[0]!, body }: { at?: string; body?: unknown } = {},
): Promise<ApiAnswer> {
  const answer = await api(method, path, { token: person.token, body });
  expectShape(answer, method, at);
  return answer;
}

/** Asks, and expects a problem. */
export async function refused(
  person: { token: string },
  method: string,
  path: string,
  body: unknown,
  expected: [status: number, code: string],
): Promise<ApiAnswer["body"]> {
  const answer = await api(method, path, { token: person.token, body });
  deepStrictEqual([answer.status, answer.body.code], expected, JSON.stringify(answer.body));
  strictEqual(answer.headers.get("content-type"), "application/problem+json");
  return answer.body;
}

/** What a Location leads to, once it is no longer being worked on. */
export async function followed(person: Person, answer: ApiAnswer): Promise<ApiAnswer["body"]> {
  const path = answer.headers.get("location")!.replace("/functions/v1/api", "");
  return await eventually(`${path} has ended`, async () => {
    const { body } = await api("GET", path, person);
    return !["running", "making"].includes(body.status) && body;
  }, { everyMs: 200 });
}
