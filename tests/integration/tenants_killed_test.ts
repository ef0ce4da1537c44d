import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { operationOf } from "../../supabase/functions/_shared/tenancy/operations.ts";
import { KillPoints, mortalRun } from "./support/mortal.ts";
import { toTheEnd } from "./support/runner.ts";
import {
  ask,
  ben,
  databaseOf,
  giveAttempts,
  logIn,
  nothing,
  odooPostgres,
  passTime,
  possessions,
  roleLogsIn,
  tenancy,
  tenantBody,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** Lets one process after another die until nothing is left to do. */
async function throughDeaths(t: Tenancy, id: string): Promise<KillPoints> {
  const points = new KillPoints();
  for (let run = 0; run < 300; run++) {
    await endLeases(t, id);
    await mortalRun(points);
    const { finished_at } = await ask("GET", `operations/${id}`);
    if (finished_at) return points;
  }
  throw new Error(`Cannot go on with ${id}: it does not end. ${points.list()}`);
}

/** At once; and so many deaths are more than a step is given. */
async function endLeases(t: Tenancy, id: string): Promise<void> {
  await giveAttempts(t.sql, id);
  await passTime(t.sql, id);
}

function show(what: string, points: KillPoints): void {
  console.log(`${what}: killed at ${points.struck.length} points\n${points.list()}`);
}

async function ask202(slug: string, kind: string, input?: unknown): Promise<string> {
  const asked = await ask("POST", `tenants/${slug}/operations`, {
    body: { type: kind, params: input },
  });
  strictEqual(asked.http, 202, asked.detail);
  return asked.operation.id;
}

async function expectOneOfAll(t: Tenancy, slug: string): Promise<void> {
  strictEqual((await t.tenant(slug))!.status, "active");
  deepStrictEqual(await possessions(t.sql, slug), {
    databases: ["odoo"],
    roles: 1,
    schemas: ["postgres"],
    analytics_roles: 1,
    secrets: ["database_role", "odoo_admin", "odoo_bot"],
    bindings: 1,
  });
  const secret = async (what: string) => (await t.secret(slug, what))!;
  const [admin, bot] = [`${slug}@example.com`, `platform-bot@${slug}.invalid`];
  strictEqual(typeof await logIn(slug, admin, await secret("odoo_admin")), "number");
  strictEqual(typeof await logIn(slug, bot, await secret("odoo_bot")), "number");
  ok(await roleLogsIn(slug, await secret("database_role")));
  await using there = odooPostgres(databaseOf(slug));
  const left = await there.sql`
    select name from ir_model_data where module = '__odoo_control_plane__' and name like 'run%'`;
  deepStrictEqual([...left], [], "no server action is left that somebody died over");
}

/** The dead never hear their answers. */
const leavesTheDead = { sanitizeOps: false, sanitizeResources: false };

testOnOwnServer(
  "killed at the beginning, at the end and after each change of every step: as if nothing had been",
  async (test) => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const slug = t.slug("undead");

    await test.step("create", async () => {
      const { operation: { id } } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
      const points = await throughDeaths(t, id);
      show("create", points);
      for (const { name } of operationOf("create").steps) {
        ok(points.struck.includes(`${name}: at its beginning`), name);
        ok(points.struck.includes(`${name}: at its end`), name);
      }
      await expectOneOfAll(t, slug);
    });

    for (
      const [kind, input] of [
        ["module_apply", { modules: ["contacts"] }],
        ["pause"],
        ["resume"],
        ["upgrade_to_provider"],
      ] as const
    ) {
      await test.step(kind, async () => {
        const id = await ask202(slug, kind, input);
        show(kind, await throughDeaths(t, id));
        strictEqual((await ask("GET", `operations/${id}`)).status, "succeeded");
      });
    }

    await test.step("decommission", async () => {
      await expectOneOfAll(t, slug);
      const id = await ask202(slug, "decommission");
      await ask("POST", `operations/${id}/approve`, { actor: ben });
      const points = await throughDeaths(t, id);
      show("decommission", points);
      for (const { name } of operationOf("decommission").steps) {
        ok(points.struck.includes(`${name}: at its end`), name);
      }
      strictEqual((await t.tenant(slug))!.status, "decommissioned");
      deepStrictEqual(await possessions(t.sql, slug), nothing);
    });
  },
  leavesTheDead,
);

testOnOwnServer(
  "killed in the midst of undoing a creation: nothing is left, and a retry begins anew",
  async () => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const slug = t.slug("undone");
    const { operation: { id } } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    // All is made, and the last step's worker is dead.
    await mortalRun(new KillPoints((step) => step === "smoke_test"));
    const cancelled = await ask("POST", `operations/${id}/cancel`);
    deepStrictEqual([cancelled.http, cancelled.status], [200, "running"]);
    const points = await throughDeaths(t, id);
    show("create, undone", points);
    for (const { name, compensate } of operationOf("create").steps) {
      if (compensate) ok(points.struck.includes(`undoing ${name}: at its end`), name);
    }
    strictEqual((await ask("GET", `operations/${id}`)).status, "cancelled");
    strictEqual((await t.tenant(slug))!.status, "error");
    deepStrictEqual(await possessions(t.sql, slug), nothing);

    const { operation } = await ask("POST", `operations/${id}/retry`);
    await toTheEnd(t.sql, operation.id);
    strictEqual((await ask("GET", `operations/${operation.id}`)).status, "succeeded");
    await expectOneOfAll(t, slug);
  },
  leavesTheDead,
);
