import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { callFunction, functionUrl, ownFunction } from "./support/functions.ts";
import { expectProblem, send } from "./support/problems.ts";
import { readTask } from "./support/records.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const token = `Bearer ${stack.seedRunToken}`;
const functions = ["seed-odoo-finance", "shadow-odoo-finance"] as const;

for (const name of functions) {
  const url = functionUrl(name);
  const body = JSON.stringify({ binding: "no-such-binding" });

  Deno.test(`${name} knows its callers by the run token`, async () => {
    const strangers: [string, Record<string, string>][] = [
      ["no header", {}],
      ["an empty header", { authorization: "" }],
      ["no scheme", { authorization: stack.seedRunToken }],
      ["no token", { authorization: "Bearer " }],
      ["another scheme", { authorization: `Basic ${stack.seedRunToken}` }],
      ["a wrong token", { authorization: `Bearer ${"0".repeat(64)}` }],
      ["a part of the token", { authorization: token.slice(0, -1) }],
      ["more than the token", { authorization: `${token}0` }],
      ["the anonymous key", { authorization: `Bearer ${stack.anonKey}` }],
      ["the service-role key", { authorization: `Bearer ${stack.serviceRoleKey}` }],
      ["the secret key", { apikey: stack.secretKey }],
      ["the secret key as bearer", { authorization: `Bearer ${stack.secretKey}` }],
    ];
    for (const [what, headers] of strangers) {
      const answer = await send(url, { method: "POST", body, headers });
      expectProblem(answer, 401, "unauthorized", what);
      strictEqual(answer.headers.get("www-authenticate"), "Bearer");
    }
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      const headers = { authorization: `${scheme} ${stack.seedRunToken}` };
      strictEqual((await send(url, { method: "POST", body, headers })).status, 404, scheme);
    }
  });

  Deno.test(`${name} says what is wrong with a request`, async () => {
    const bad: [string, RegExp][] = [
      ["{", /not JSON/],
      ['{"binding": "default"', /not JSON/],
      ["[]", /expected object/],
      ["null", /expected object/],
      ['"default"', /expected object/],
      ['{"binding": 7}', /binding/],
      ['{"binding": null}', /binding/],
      ['{"binding": ""}', /binding/],
      ['{"Binding": "default"}', /Binding/],
      ['{"tenant": "x", "force": true}', /tenant.*force/],
    ];
    if (name === "seed-odoo-finance") {
      bad.push(
        ['{"dry_run": "yes"}', /dry_run/],
        ['{"prune": "delete"}', /prune/],
        ['{"projects": []}', /projects/],
        ['{"projects": "all"}', /projects/],
        ['{"projects": [7]}', /projects\.0/],
        ['{"program": 1, "notify": 1}', /program.*notify/],
      );
    }
    for (const [text, reason] of bad) {
      const init = { method: "POST", body: text, headers: { authorization: token } };
      const answer = await send(url, init);
      expectProblem(answer, 400, "invalid_request", text);
      match(answer.detail!, reason);
    }
  });

  Deno.test(`${name} takes POST at its own path only`, async () => {
    const headers = { authorization: token };
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const answer = await send(url, { method, headers });
      expectProblem(answer, 405, "method_not_allowed", method);
      strictEqual(answer.headers.get("allow"), "POST");
    }
    expectProblem(
      await send(`${url}/elsewhere`, { method: "POST", headers }),
      404,
      "not_found",
      "a path below it",
    );
  });

  scenario(`${name} says what is wrong with its Odoo`, async (s) => {
    const secrets = [stack.odoo.logins.bot.password, "wrong-password"];
    const broken: [Record<string, unknown>, string][] = [
      [{ database: "no_such_database" }, "odoo_database_missing"],
      [{ url: "http://127.0.0.1:9" }, "odoo_unreachable"],
      [{ url: "http://no-such-host.invalid" }, "odoo_unreachable"],
      [{ url: stack.apiUrl }, "odoo_failed"], // a web server, but no Odoo
      [{ username: "nobody@example.com" }, "odoo_auth_failed"],
    ];
    const good = { url: stack.odoo.url, database: s.database };
    const username = stack.odoo.logins.bot.login;
    for (const [columns, code] of broken) {
      await s.bind({ ...good, username, ...columns });
      const answer = await callFunction(name, { binding: s.binding });
      expectProblem(answer, 502, code, JSON.stringify(columns));
      for (const secret of secrets) ok(!JSON.stringify(answer).includes(secret));
      const run = await s.run(answer.run_id);
      deepStrictEqual([run.status, run.error.code], ["failed", code]);
    }
    await s.bind({ ...good, username });
    await s.bindSecret("wrong-password");
    expectProblem(
      await callFunction(name, { binding: s.binding }),
      502,
      "odoo_auth_failed",
      "a wrong password",
    );
    await s.sql`delete from vault.secrets where name = ${s.binding}`;
    const missing = await callFunction(name, { binding: s.binding });
    expectProblem(missing, 500, "misconfigured", "no secret");
    match(missing.suggestion!, /vault\.create_secret/);
  });

  Deno.test(`${name} says which setting is missing`, async () => {
    await using own = await ownFunction(name, { SEED_RUN_TOKEN: "" });
    const answer = await own.call({});
    expectProblem(answer, 500, "misconfigured", "no token");
    match(answer.detail!, /SEED_RUN_TOKEN/);
  });
}

scenario("seed-odoo-finance takes the next token during a rotation", async (s) => {
  const task = await s.task("task", await s.project("close"));
  const next = { SEED_RUN_TOKEN: "new".repeat(20), SEED_RUN_TOKEN_NEXT: stack.seedRunToken };
  await using own = await ownFunction("seed-odoo-finance", next);
  strictEqual((await own.call({ binding: s.binding })).status, 200);
  ok(await readTask(s, task));
  const headers = { authorization: `Bearer ${"new".repeat(20)}` };
  const body = JSON.stringify({ binding: s.binding });
  strictEqual((await send(own.url, { method: "POST", body, headers })).status, 200);
});

scenario("seed-odoo-finance without a body seeds the binding default", async (s) => {
  const task = await s.task("task", await s.project("close", { tenant_slug: null }));
  const scope = { projects: [s.ref("close")] };
  await using own = await ownFunction("seed-odoo-finance", { ODOO_DB: s.database });
  const answer = await own.call(scope);
  deepStrictEqual([answer.status, answer.counts], [200, { create: 2 }]);
  strictEqual((await s.run(answer.run_id)).binding, "default");
  ok(await readTask(s, task));
  // What this database holds is not what the stack's own default Odoo holds.
  await s.sql`delete from odoo_seed.shadow_tasks where binding = 'default'`;
  await s.sql`delete from odoo_seed.shadow_projects where binding = 'default'`;
  await s.sql`delete from odoo_seed.applied where external_ref like ${`${s.id}-%`}`;
});
