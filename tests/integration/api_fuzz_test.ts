import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import { tokenOf } from "./support/actors.ts";
import { loadStack } from "./support/stack.ts";
import { type Endpoint, endpoints, hostile, type Schema, valid } from "./support/samples.ts";

const stack = loadStack();
/** Requests in all; a seed makes them, so that they can be sent again. */
const requests = 20_000;
const seed = Number(Deno.env.get("FUZZ_SEED") ?? 1);
const inFlight = 8;

interface Shot {
  endpoint: Endpoint;
  caller: string;
  url: string;
  init: RequestInit;
}

/** Somebody's tenant that nobody else may hear of: its name is in no answer to others. */
interface World {
  sql: postgres.Sql;
  mine: string;
  theirs: string;
  marks: string[];
  tokens: Map<string, string>;
}

async function world(): Promise<World> {
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  await sql`update control.settings set requests_a_minute = 1000000`;
  const mark = crypto.randomUUID().replaceAll("-", "");
  const [mine, theirs] = [`fuzz-${mark.slice(0, 8)}`, `secret-${mark.slice(0, 8)}`];
  await sql`
    insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
    select s, s || ${mark}, 'client', 'active', t.id, s || '@example.com', 'starter'
    from control.tenants t, unnest(${[mine, theirs]}::text[]) s where t.slug = 'platform'`;
  const [row] = await sql`select id from control.tenants where slug = ${theirs}`;
  const person = (role: string, tenant?: string) =>
    tokenOf({ user: `${role.replaceAll("_", "-")}-${mark.slice(0, 8)}@example.com`, role, tenant });
  const tokens = new Map([
    ["nobody", ""],
    ["stranger", await person("stranger", "none")],
    ["viewer", await person("viewer", mine)],
    ["manager", await person("manager", mine)],
    ["owner", await person("owner", mine)],
    ["platform_owner", await person("platform_owner")],
  ]);
  await tokenOf({ user: `hidden-${mark.slice(0, 8)}@example.com`, role: "owner", tenant: theirs });
  const marks = [row!.id, theirs, `hidden-${mark.slice(0, 8)}@example.com`];
  return { sql, mine, theirs, marks, tokens };
}

/** Requests for one endpoint: as it is documented, or with something in it that is not. */
function shots(endpoint: Endpoint, { mine, theirs, tokens }: World): fc.Arbitrary<Shot> {
  const place = (name: string, schema: Schema) =>
    name === "tenant"
      ? fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom<unknown>(mine, theirs, "platform") },
        hostile,
      )
      : fc.oneof({ weight: 3, arbitrary: valid(schema) }, { weight: 1, arbitrary: hostile });
  const path = fc.record(Object.fromEntries(
    endpoint.parameters.filter(({ in: where }) => where === "path")
      .map(({ name, schema }) => [name, place(name, schema)]),
  ));
  const query = fc.dictionary(
    fc.constantFrom(
      ...endpoint.parameters.filter(({ in: where }) => where === "query").map(({ name }) => name),
      "colour",
    ),
    fc.oneof(fc.constantFrom<unknown>("1", "true", "-created_at", "acme"), hostile),
    { maxKeys: 2 },
  );
  const body = endpoint.body ? bodies(endpoint.body) : fc.constant(undefined);
  // Whoever owns the platform would really change it: they only read here, and slip.
  const callers = [...tokens.keys()].filter((name) =>
    name !== "platform_owner" || endpoint.method === "GET"
  );
  return fc.record({ path, query, body, caller: fc.constantFrom(...callers) }).map((made) => ({
    endpoint,
    caller: made.caller,
    url: `${stack.apiUrl}/functions/v1/api${filled(endpoint.path, made.path)}${asked(made.query)}`,
    init: {
      method: endpoint.method,
      headers: {
        "content-type": endpoint.upload[0] ?? "application/json",
        ...made.caller !== "nobody" && { authorization: `Bearer ${tokens.get(made.caller)}` },
      },
      body: endpoint.upload.length > 0 ? JSON.stringify(made.query) : made.body,
    },
  }));
}

function bodies(schema: Schema): fc.Arbitrary<string> {
  const good = valid(schema) as fc.Arbitrary<Record<string, unknown>>;
  return fc.oneof(
    good.map((body) => JSON.stringify(body)),
    fc.tuple(good, fc.string({ maxLength: 8 }), hostile).map(([body, key, value]) => {
      const [some] = Object.keys(body);
      return JSON.stringify({ ...body, [value === null ? key : some ?? key]: value });
    }),
    hostile.map((value) => JSON.stringify(value) ?? "{"),
    fc.constantFrom("", "{", "null", "[]", "\u0000", '{"a":1}{"b":2}'),
  );
}

const text = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value) ?? "";
const encoded = (value: string) => encodeURIComponent(value.toWellFormed());

function filled(path: string, values: Record<string, unknown>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name) => encoded(text(values[name])) || "-");
}

function asked(query: Record<string, unknown>): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encoded(text(value))}`);
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

/** What a request may not change when it is refused: all but when somebody was last here. */
async function digest(sql: postgres.Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('control', 'odoo_seed', 'ops') and tablename not in
      ('request_windows', 'operation_events', 'function_calls', 'work', 'reconcile_faults', 'schedules')
    order by 1`;
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(
        (to_jsonb(t) - '{last_used_at,probed_at,checked_at}'::text[])::text, 0)), 0) as sum
      from ${name} t`,
    );
    found[name] = row!.sum;
  }
  return found;
}

/** Why an answer is wrong; undefined when it is not. */
function fault(
  { endpoint, caller }: Shot,
  status: number,
  answer: string,
  marks: string[],
): string | undefined {
  if (status >= 500 && !(endpoint.statuses.includes(status) && [502, 503, 504].includes(status))) {
    return `${status}`;
  }
  if (!endpoint.statuses.includes(status) && status !== 404 && status !== 405) {
    return `${status} is not in the document`;
  }
  const told = marks.find((mark) => answer.includes(mark));
  if (told && caller !== "platform_owner" && status < 400) return `it tells ${told}`;
  return undefined;
}

Deno.test("20,000 requests made from the document: none breaks, leaks, or changes what it was refused", async (test) => {
  const at = await world();
  const { sql, marks } = at;
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const some = endpoints.filter(({ id }) => !id.startsWith("follow_"));
  const each = Math.ceil(requests / some.length);
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  let sent = 0;
  for (const endpoint of some) {
    const before = await digest(sql);
    let changed = false;
    const queue = fc.sample(shots(endpoint, at), { numRuns: each, seed });
    await Promise.all(Array.from({ length: inFlight }, async () => {
      for (let shot = queue.pop(); shot; shot = queue.pop()) {
        const response = await fetch(shot.url, shot.init);
        const answer = await response.text();
        const { status } = response;
        sent++;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        changed ||= status < 400 && endpoint.method !== "GET";
        const why = fault(shot, status, answer, marks);
        if (why) {
          faults.push(
            `${shot.caller} ${endpoint.method} ${shot.url.slice(0, 300)} ${
              String(shot.init.body).slice(0, 300)
            }: ${why}\n${answer.slice(0, 300)}`,
          );
        }
      }
    }));
    if (!changed) deepStrictEqual(await digest(sql), before, `${endpoint.id} changed something`);
    deepStrictEqual(faults.slice(0, 5), [], `seed ${seed}`);
  }
  const counts = [...statuses].sort().map(([status, count]) => `${status} × ${count}`).join(", ");
  await test.step(`${sent} requests to ${some.length} endpoints: ${counts}`, () => {
    ok(sent >= requests);
    ok((statuses.get(200) ?? 0) > requests / 20, "some of them are answered");
  });
});
