import { answered, type Api, apiOf } from "../../client/client.ts";
import { signIn } from "../../client/sign_in.ts";
import { emailOf, keepPeople } from "../../stack/people.ts";
import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import type { Stack } from "../../stack/stack.ts";

/** Tenants that were asked for at once. */
export interface Made {
  /** From the first request to the end of the last operation. */
  seconds: number;
  active: number;
  failed: number;
  operations: string[];
}

/** Each look is one query: asking for every operation over HTTP would be a share of what is measured. */
const everyMs = 200;

/** Asks for tenants over HTTP, all at once, and waits for the end of their operations. */
export async function makeTenants(
  stack: Stack,
  sql: Sql,
  bundle: string,
  count: number,
): Promise<Made> {
  const owner = { role: "platform_owner", name: "bench" };
  await keepPeople(stack, [owner]);
  const api = apiOf(stack.apiUrl, await signIn(stack, emailOf(owner), stack.peoplePassword));
  const started = Date.now();
  const operations = await Promise.all(Array.from({ length: count }, () => ask(api, bundle)));
  for (;;) {
    const [now] = await sql`
      select count(*) filter (where o.finished_at is null)::int as open,
        count(*) filter (where t.status = 'active')::int as active,
        count(*) filter (where o.status <> 'succeeded')::int as failed,
        extract(epoch from max(o.finished_at)) * 1000 as ended
      from control.operations o join control.tenants t on t.id = o.tenant_id
      where o.id = any (${operations})
    `;
    const { open, active, failed, ended } = now!;
    if (open === 0) {
      return { seconds: (Number(ended) - started) / 1000, active, failed, operations };
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function ask(api: Api, bundle: string): Promise<string> {
  const slug = `bench-${crypto.randomUUID().slice(0, 8)}`;
  const made = await answered(api.POST("/tenants", {
    body: {
      slug,
      name: slug,
      parent: "platform",
      plan: "starter",
      bundle,
      country: "PH",
      admin_email: `${slug}@example.com`,
    },
  }));
  if ("operation" in made) return made.operation.id;
  throw new Error("Cannot measure: the tenant was not asked for.");
}
