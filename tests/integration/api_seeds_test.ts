import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { boundTenants, projectOf } from "./support/seeds.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const some = () => crypto.randomUUID().slice(0, 8);

Deno.test("programmes, projects and tasks are stored, shown, changed and archived", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  const [slug, project, task] = [`G-${some()}`, `P-${some()}`, `T-${some()}`];
  const bodies = {
    programs: ["slug", slug, { slug, name: "Programme" }],
    projects: ["ref", project, {
      external_ref: project,
      name: "Project",
      company_name: "Acme",
      program_slug: slug,
      date_start: "2026-01-01",
      date_end: "2026-01-31",
    }],
    tasks: ["ref", task, {
      external_ref: task,
      project_external_ref: project,
      name: "Task",
      tag_names: ["one", "two"],
      assignee_emails: ["ann@example.com"],
      planned_hours: 2.5,
      date_deadline: "2026-01-31T17:00:00Z",
    }],
  } as const;
  for (const [kind, [variable, key, body]] of Object.entries(bodies)) {
    const at = `/${kind}/{${variable}}`;
    const path = `/${kind}/${key}`;
    const made = await api("POST", `/${kind}`, { token, body });
    expectShape(made, "POST", `/${kind}`);
    const shown = await api("GET", path, { token });
    expectShape(shown, "GET", at);
    deepStrictEqual(shown.body, made.body);
    for (const [column, value] of Object.entries(body)) {
      if (column !== "date_deadline") deepStrictEqual(shown.body[column], value, column);
    }
    const changed = await api("PATCH", path, { token, body: { name: "Other", description: "x" } });
    expectShape(changed, "PATCH", at);
    deepStrictEqual([changed.body.name, changed.body.description], ["Other", "x"]);
    const cleared = await api("PATCH", path, { token, body: { description: null } });
    deepStrictEqual([cleared.body.name, cleared.body.description], ["Other", null]);
    const listed = await api("GET", `/${kind}?q=${key}&active=true&sort=-changed_at`, { token });
    expectShape(listed, "GET", `/${kind}`);
    strictEqual(listed.body.total, 1);
    const archived = await api("DELETE", path, { token });
    expectShape(archived, "DELETE", at);
    strictEqual(archived.body.active, false);
    strictEqual((await api("GET", `/${kind}?q=${key}&active=true`, { token })).body.total, 0);
    const again = await api("POST", `/${kind}`, { token, body });
    deepStrictEqual([again.status, again.body.code], [400, "invalid_request"]);
    deepStrictEqual(again.body.faults, [
      { field: kind === "programs" ? "slug" : "external_ref", rule: "is taken" },
    ]);
  }
  const filters = `program=${slug}&project=${project}&binding=default&stage=To%20Do` +
    "&assignee=ann@example.com&failed=false&changed_since=2026-01-01T00:00:00Z";
  deepStrictEqual((await api("GET", `/tasks?${filters}`, { token })).body.items.length, 1);
  strictEqual((await api("GET", `/tasks?project=${project}&stage=Done`, { token })).body.total, 0);
  const rows = await sql`
    select actor, action from control.audit_logs
    where object = ${`tasks:${task}`} order by position`;
  deepStrictEqual(rows.map(({ action }) => action), [
    "tasks.insert",
    ...Array(3).fill("tasks.update"),
  ]);
});

Deno.test("a ref may hold any character", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  for (const odd of ["a/b", "50%", "ä ö?&#", "%2F", "..", "q\"uo'te", "汉字"]) {
    const ref = `${odd}-${some()}`;
    const body = { external_ref: ref, name: "Odd", company_name: "Acme" };
    strictEqual((await api("POST", "/projects", { token, body })).status, 201, ref);
    const path = `/projects/${encodeURIComponent(ref)}`;
    const shown = await api("GET", path, { token });
    deepStrictEqual([shown.status, shown.body.external_ref], [200, ref]);
    const changed = await api("PATCH", path, { token, body: { name: "New" } });
    deepStrictEqual([changed.status, changed.body.name], [200, "New"], ref);
    const found = await api("GET", `/projects?q=${encodeURIComponent(ref)}`, { token });
    strictEqual(found.body.total, 1, ref);
  }
});

Deno.test("of two who change the same, the second is told", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const path = `/projects/${await projectOf(sql, null)}`;
  const etag = (await api("GET", path, { token })).headers.get("etag")!;
  const headers = { "if-match": etag };
  const both = await Promise.all(
    ["One", "Two"].map((name) => api("PATCH", path, { token, body: { name }, headers })),
  );
  deepStrictEqual(both.map(({ status }) => status).toSorted(), [200, 412]);
  strictEqual(both.find(({ status }) => status === 412)!.body.code, "changed_meanwhile");
  strictEqual((await api("DELETE", path, { token, headers })).status, 412);
  const now = (await api("GET", path, { token })).headers.get("etag")!;
  const archived = await api("DELETE", path, { token, headers: { "if-match": now } });
  deepStrictEqual([archived.status, archived.body.active], [200, false]);
});

Deno.test("what is wrong is told by its field, all at once", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const refusals: [method: string, path: string, said: RegExp, body: object][] = [
    ["POST", "/tasks", /name: is required/, { external_ref: "x", project_external_ref: "y" }],
    ["POST", "/tasks", /odoo_task_id: is not known here/, {
      ...{ external_ref: "x", project_external_ref: "y", name: "N", odoo_task_id: 1 },
    }],
    [
      "POST",
      "/tasks",
      /assignee must be an address.*; project_external_ref: is no project .*; and 2 more/,
      {
        ...{ external_ref: `x-${some()}`, project_external_ref: "none", name: "N" },
        ...{ tag_names: [""], assignee_email: "nobody", planned_hours: 1e9, stage_name: " " },
      },
    ],
    ["POST", "/projects", /dates must be in order.*; tenant_slug: is no tenant/, {
      ...{ external_ref: `x-${some()}`, name: "N", company_name: "C", tenant_slug: "none" },
      ...{ date_start: "2026-02-01", date_end: "2026-01-01" },
    }],
    ["POST", "/projects", /external_ref: must have 1 to 255 characters/, {
      ...{ external_ref: ` x-${some()}`, name: "N", company_name: "C" },
    }],
    ["POST", "/programs", /parent_slug: is no programme/, {
      ...{ slug: `x-${some()}`, name: "N", parent_slug: "none" },
    }],
  ];
  for (const [method, path, said, body] of refusals) {
    const answer = await api(method, path, { token, body });
    strictEqual(answer.status, 400, JSON.stringify(answer.body));
    match(answer.body.detail, said);
    ok(answer.body.faults.every((fault: object) => "rule" in fault));
  }
});

Deno.test("tasks that wait for each other are refused with the field", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = await projectOf(sql, null);
  const refs = [`A-${some()}`, `B-${some()}`];
  for (const external_ref of refs) {
    const body = { external_ref, project_external_ref: project, name: "Task" };
    strictEqual((await api("POST", "/tasks", { token, body })).status, 201);
  }
  const wait = (of: number, on: number) =>
    api("PATCH", `/tasks/${refs[of]}`, { token, body: { depends_on_refs: [refs[on]] } });
  strictEqual((await wait(0, 1)).status, 200);
  const closed = await wait(1, 0);
  deepStrictEqual([closed.status, closed.body.faults], [400, [
    { field: "depends_on_refs", rule: "dependencies must not form a cycle" },
  ]]);
});

Deno.test("seeds are a tenant's own: strangers find nothing, viewers change nothing", async () => {
  const [mine, theirs] = await boundTenants(sql);
  const [project, other, own] = await Promise.all(
    [mine, theirs, null].map((tenant) => projectOf(sql, tenant)),
  ) as [string, string, string];
  const task = `T-${some()}`;
  await sql`
    insert into odoo_seed.tasks (external_ref, project_external_ref, name)
    values (${task}, ${other}, 'Theirs')`;
  const manager = await signedInAs(sql, "manager", mine);
  const viewer = await signedInAs(sql, "viewer", mine);
  for (const { token } of [manager, viewer]) {
    deepStrictEqual(
      (await api("GET", "/projects", { token })).body.items.map((row: { external_ref: string }) =>
        row.external_ref
      ),
      [project],
    );
    strictEqual((await api("GET", "/tasks", { token })).body.total, 0);
    strictEqual((await api("GET", "/programs", { token })).body.total, 0);
    const absent = await api("GET", "/projects/none", { token });
    for (const hidden of [other, own]) {
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const body = method === "PATCH" ? { name: "Mine now" } : undefined;
        const answer = await api(method, `/projects/${hidden}`, { token, body });
        deepStrictEqual([answer.status, answer.body.code], [404, "not_found"]);
        strictEqual(answer.body.detail.replace(hidden, "none"), absent.body.detail);
      }
    }
    const moved = await api("PATCH", `/tasks/${task}`, {
      token,
      body: { project_external_ref: project },
    });
    strictEqual(moved.status, 404);
  }
  const { token } = viewer;
  const refused = await api("PATCH", `/projects/${project}`, { token, body: { name: "X" } });
  deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"]);
  const faults = async (body: object, path = "/projects") =>
    (await api("POST", path, { token: manager.token, body })).body.faults;
  const basic = { name: "N", company_name: "C" };
  const external_ref = `P-${some()}`;
  deepStrictEqual(await faults({ ...basic, external_ref: other, tenant_slug: mine }), [
    { field: "external_ref", rule: "is taken" },
  ]);
  const rule = "must be a tenant whose seeds the caller may change";
  for (const tenant_slug of [theirs, null, "none"]) {
    deepStrictEqual(await faults({ ...basic, external_ref, tenant_slug }), [
      { field: "tenant_slug", rule },
    ]);
  }
  deepStrictEqual(
    await faults({ ...basic, external_ref, tenant_slug: mine, account_slug: "other" }),
    [{ field: "account_slug", rule: "is for the platform's people to decide" }],
  );
  deepStrictEqual(
    await faults({ external_ref: `T-${some()}`, project_external_ref: other, name: "N" }, "/tasks"),
    [{
      field: "project_external_ref",
      rule: "is no project whose tasks the caller may change",
    }],
  );
  const made = await api("POST", "/projects", {
    token: manager.token,
    body: { ...basic, external_ref, tenant_slug: mine },
  });
  deepStrictEqual([made.status, made.body.binding], [201, mine]);
});
