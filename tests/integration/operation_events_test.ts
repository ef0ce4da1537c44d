import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { api } from "./support/api.ts";
import { tokenOf } from "./support/actors.ts";
import { toTheEnd } from "./support/runner.ts";
import { ann, ask, stack, tenancy, undriven } from "./support/tenants.ts";

interface Event {
  id?: string;
  event?: string;
  // deno-lint-ignore no-explicit-any -- what it is, each test says
  data?: any;
}

/** Begins to follow: what happens from here on is told. */
async function open(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${stack.apiUrl}/functions/v1/api${path}`, {
    headers: { authorization: `Bearer ${await tokenOf(ann)}`, ...headers },
  });
  strictEqual(response.status, 200);
  match(response.headers.get("content-type")!, /^text\/event-stream/);
  return response;
}

/** The events of a stream until it ends, or `until` has come. */
async function events(
  response: Response,
  until: (event: Event) => boolean = () => false,
): Promise<Event[]> {
  const found: Event[] = [];
  let rest = "";
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const event = parsed(block);
      if (!event.event) continue;
      found.push(event);
      if (until(event)) return found;
    }
  }
  return found;
}

function parsed(block: string): Event {
  const event: Event = {};
  for (const line of block.split("\n")) {
    const [, name, value] = /^(id|event|data): (.*)$/.exec(line) ?? [];
    if (name === "data") event.data = JSON.parse(value!);
    else if (name) event[name as "id" | "event"] = value;
  }
  return event;
}

async function paper(t: Awaited<ReturnType<typeof tenancy>>): Promise<string> {
  const slug = t.slug("followed");
  await t.sql`
    insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
    select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter'
    from control.tenants where slug = 'platform'`;
  return slug;
}

Deno.test("an operation is followed from its beginning to its end, and from where somebody was", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paper(t);
  const body = { type: "upgrade_to_provider" };
  const { operation: { id } } = await ask("POST", `tenants/${slug}/operations`, { body });
  const following = events(await open(`/operations/${id}/events`));
  await toTheEnd(t.sql, id);
  const seen = await following;
  deepStrictEqual(
    seen.filter(({ event }) => event === "operation").map(({ data }) => data.status),
    ["queued", "running", "succeeded"],
  );
  const [first] = seen;
  deepStrictEqual([first!.data.tenant, first!.data.type, first!.data.operation], [
    slug,
    "upgrade_to_provider",
    id,
  ]);
  ok(seen.some(({ event, data }) => event === "step" && data.status === "succeeded"));
  strictEqual(seen.at(-1)!.event, "end");
  const ids = seen.slice(0, -1).map(({ id }) => Number(id));
  deepStrictEqual(ids, [...ids].sort((a, b) => a - b), "in their order");

  const headers = { "last-event-id": String(ids[1]) };
  const { request_id } = await ask("GET", `operations/${id}`);
  const logged = await t.sql`
    select actor, request_id from control.audit_logs where operation_id = ${id}`;
  deepStrictEqual([...new Set(logged.map((row) => row.request_id))], [request_id]);
  ok(new Set(logged.map(({ actor }) => actor)).size > 1, "whoever asked, and the worker");

  const rest = await events(await open(`/operations/${id}/events`, headers));
  deepStrictEqual(rest.map(({ id }) => id), seen.slice(2).map(({ id }) => id), "no more, no less");
  const none = await events(await open(`/operations/${id}/events?after=${ids.at(-1)}`));
  deepStrictEqual(none.map(({ event }) => event), ["end"]);
});

Deno.test("all operations are followed from now on, by those who may", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = await paper(t);
  const ours = ({ data }: Event) => data?.tenant === slug && data.status === "cancelled";
  const following = events(await open("/operations/events"), ours);
  const body = { type: "upgrade_to_provider" };
  const { operation: { id } } = await ask("POST", `tenants/${slug}/operations`, { body });
  await ask("POST", `operations/${id}/cancel`);
  const seen = (await following).filter(({ data }) => data.tenant === slug);
  ok(seen.length > 0);
  strictEqual(seen.at(-1)!.data.operation, id);

  const stranger = await tokenOf({ user: "eve@example.com", role: "viewer", tenant: "tbwa" });
  const hidden = await api("GET", `/operations/${id}/events`, { token: stranger });
  deepStrictEqual([hidden.status, hidden.body.code], [404, "not_found"]);
  strictEqual(
    (await api("GET", `/operations/${id}/events?since=1`, { token: stranger })).status,
    400,
  );
});
