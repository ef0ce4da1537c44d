import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { report } from "./support/durable.ts";
import { functionUrl } from "./support/functions.ts";
import { expectProblem, send } from "./support/problems.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const url = functionUrl("seed-odoo-finance");
const authorization = `Bearer ${stack.seedRunToken}`;
const nobody = crypto.randomUUID();

/** Every route but the first one, which http_test.ts looks at, with bodies that it must not take. */
const routes: { method: string; path: string; bad: [string, RegExp][] }[] = [
  { method: "POST", path: "/plans", bad: [['{"dry_run": true}', /dry_run/]] },
  {
    method: "POST",
    path: `/plans/${nobody}/apply`,
    bad: [['{"binding": "default"}', /binding/], ['{"wait": "no"}', /wait/]],
  },
  { method: "GET", path: `/runs/${nobody}`, bad: [] },
  { method: "POST", path: `/runs/${nobody}/cancel`, bad: [] },
  { method: "POST", path: "/slices", bad: [] },
  {
    method: "POST",
    path: "/adopt",
    bad: [
      ['{"match": {}}', /match/],
      ['{"match": {"by": "guess"}}', /match/],
      ['{"match": {"tasks": {"by": "field"}}}', /match\.tasks\.field/],
      ['{"take": "both"}', /take/],
      ['{"projects": [""]}', /projects\.0/],
    ],
  },
  {
    method: "POST",
    path: "/import",
    bad: [
      ["{}", /odoo_project.*program: is required; project_ref: is required/],
      ['{"odoo_project": 0, "program": {"slug": "a"}, "project_ref": "P"}', /odoo_project/],
      ['{"odoo_project": 1, "program": {"slug": " a"}, "project_ref": "P"}', /program\.slug/],
    ],
  },
];

const request = (method: string, body?: BodyInit, headers: HeadersInit = { authorization }) => ({
  method,
  headers,
  body: method === "GET" ? undefined : body,
});

for (const { method, path, bad } of routes) {
  const title = `${method} ${path.replace(nobody, "{id}")}`;

  Deno.test(`${title} knows its callers by the run token`, async () => {
    for (const token of ["0".repeat(64), stack.secretKey]) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await send(url + path, request(method, "{}", headers));
      expectProblem(answer, 401, "unauthorized", title);
    }
    expectProblem(await send(url + path, request(method, "{}", {})), 401, "unauthorized", title);
  });

  Deno.test(`${title} takes its own method only`, async () => {
    for (const other of ["GET", "POST", "PUT", "DELETE"].filter((other) => other !== method)) {
      const answer = await send(url + path, request(other));
      expectProblem(answer, 405, "method_not_allowed", other);
      strictEqual(answer.headers.get("allow"), method);
    }
  });

  if (bad.length === 0) continue;
  Deno.test(`${title} says what is wrong with a body`, async () => {
    const anywhere: [string, RegExp][] = [["{", /not JSON/], ["[]", /expected object/]];
    for (const [body, reason] of [...anywhere, ...bad]) {
      const answer = await send(url + path, request(method, body));
      expectProblem(answer, 400, "invalid_request", body);
      match(answer.detail!, reason);
    }
  });
}

Deno.test("seed-odoo-finance refuses bodies that are no text or too long", async () => {
  const bodies: [string, BodyInit, RegExp][] = [
    ["not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), /not JSON/],
    ["a NUL", '{"binding": "a\\u0000b"}', /binding: must be text/],
  ];
  for (const [what, body, reason] of bodies) {
    const answer = await send(url, request("POST", body));
    expectProblem(answer, 400, "invalid_request", what);
    match(answer.detail!, reason);
  }
  const large = await send(
    url,
    request("POST", JSON.stringify({ binding: "a".repeat(1_000_000) })),
  );
  expectProblem(large, 413, "body_too_large", "over a megabyte");
});

Deno.test("seed-odoo-finance says of ids that are no run's that there is none", async () => {
  for (const id of [nobody, "none", "1", `${nobody}x`, "%27", "%00"]) {
    for (
      const [method, path] of [
        ["GET", `/runs/${id}`],
        ["POST", `/runs/${id}/cancel`],
        ["POST", `/plans/${id}/apply`],
      ] as const
    ) {
      const answer = await send(url + path, request(method, "{}"));
      expectProblem(answer, 404, "not_found", `${method} ${path}`);
    }
  }
});

Deno.test("seed-odoo-finance works slices for the database alone", async () => {
  const slice = await send(`${url}/slices`, request("POST", JSON.stringify({ run_id: nobody })));
  expectProblem(slice, 401, "unauthorized", "the run token");
  match(slice.detail!, /it is not signed/);
});

scenario("the errors of a run end where they end, and a page is a whole number", async (s) => {
  const project = await s.project("close");
  await s.task("task", project, { assignee_email: "nobody@example.com" });
  const { run_id } = await s.seed();
  const { errors } = await report(run_id);
  strictEqual(errors.length, 1);
  const last = (errors[0] as unknown as { id: number }).id;
  for (const after of [last, last + 1, Number.MAX_SAFE_INTEGER]) {
    const { status, errors, errors_next } = await report(run_id, `?errors_after=${after}`);
    deepStrictEqual([status, errors, errors_next], [200, [], null], String(after));
  }
  for (const query of ["errors_after=-1", "errors_after=1.5", "errors_after=1e30", "page=2"]) {
    const { status, code, detail } = await report(run_id, `?${query}`);
    deepStrictEqual([status, code], [400, "invalid_request"], query);
    match(detail!, /errors_after/);
  }
});
