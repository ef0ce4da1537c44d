import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import postgres from "postgres";
import { byToken } from "./support/announcing.ts";
import { queueTo } from "./support/durable.ts";
import { eventually } from "./support/eventually.ts";
import { ownFunction } from "./support/functions.ts";
import { type Dispatch, GithubEvents } from "./support/github_events.ts";
import { expectProblem, send } from "./support/problems.ts";
import { created } from "./support/runner.ts";
import { stack, tenancy } from "./support/tenants.ts";
import { asked } from "./support/typed.ts";
import { workflowScript } from "./support/workflow_lines.ts";

const secret = `whsec_${"C".repeat(32)}`;
const mostSeconds = 60;
const ours = ".github/workflows/notify-superset.yml";
const theirs = "docs/examples/notify-superset/superset.yml";

/** The function, told of a GitHub, called by the database; ends with `await using`. */
async function receiving(given?: GithubEvents) {
  const ends = new AsyncDisposableStack();
  const t = ends.use(await tenancy());
  const github = given ?? ends.use(new GithubEvents());
  const env = { ...byToken(github), NOTIFY_SECRET: secret, SUPABASE_URL: stack.apiUrl };
  const own = ends.use(await ownFunction("notify-superset", env));
  ends.use(await queueTo(t, own.url));
  const base = own.url.replace(/\/[^/]+$/, "");
  /** Where hosted functions are. */
  const gateway = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    return fetch(new Request(base + pathname.replace("/functions/v1", ""), request));
  });
  ends.defer(() => gateway.shutdown());
  const told = (name: string): Promise<Dispatch & { at: number }> =>
    eventually(
      `${name} is announced`,
      () =>
        github.taken.find(({ client_payload }) =>
          client_payload.objects.some(({ object }) => object === name)
        ),
      { seconds: 180 },
    );
  return {
    ...{ t, sql: t.sql, github, own, told, apiUrl: `http://127.0.0.1:${gateway.addr.port}` },
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
}

const options = { sanitizeOps: false, sanitizeResources: false };
const name = () => `report_${crypto.randomUUID().slice(0, 8)}`;

/** Signed here without the library, as Standard Webhooks have it. */
function acknowledged(apiUrl: string, body: string, { key = secret, at = Date.now() } = {}) {
  const second = String(Math.floor(at / 1000));
  const signature = createHmac("sha256", new Uint8Array(Buffer.from(key.slice(6), "base64")))
    .update(`ack_1.${second}.${body}`).digest("base64");
  return send(`${apiUrl}/functions/v1/notify-superset/ack`, {
    method: "POST",
    body,
    headers: {
      "webhook-id": "ack_1",
      "webhook-timestamp": second,
      "webhook-signature": `v1,${signature}`,
    },
  });
}

async function statusOf(sql: postgres.Sql, id: string) {
  const [row] = await sql`select status, run_url from ops.v_change_sets where id = ${id}`;
  return { ...row };
}

Deno.test("a new view is announced within a minute, in public and in a tenant's schema", {
  ...options,
}, async (test) => {
  await using r = await receiving();
  const slug = await created(r.t, "seen");
  await r.sql`select control.create_tenant_schema(${slug})`;
  const [{ schema }] = await r.sql<[{ schema: string }]>`
    select schema from control.tenants where slug = ${slug}`;
  const made: string[] = [];
  const seconds: number[] = [];
  try {
    for (let n = 0; n < 20; n++) {
      const view = name();
      const at = Date.now();
      await r.sql`create view ${r.sql(n % 2 ? schema : "public")}.${r.sql(view)} as select 1 as id`;
      made.push(view);
      const dispatch = await r.told(view);
      seconds.push((dispatch.at - at) / 1000);
      deepStrictEqual(dispatch.event_type, "schema_changed");
      if (n % 2) deepStrictEqual(dispatch.client_payload.tenant_schemas, [schema]);
    }
    const sorted = seconds.toSorted((a, b) => a - b);
    const median = (sorted[9]! + sorted[10]!) / 2;
    const [middle, longest] = [median.toFixed(1), sorted.at(-1)!.toFixed(1)];
    await test.step(`after ${middle} s (median of 20), ${longest} s at most`, () => {});
    ok(sorted.at(-1)! <= mostSeconds, `${sorted.at(-1)} s`);
    const objects = r.github.taken.flatMap(({ client_payload }) => client_payload.objects);
    for (const view of made) {
      strictEqual(objects.filter(({ object }) => object === view).length, 1, "announced once");
    }
    strictEqual(r.github.faults.join(), "");
  } finally {
    for (const [n, view] of made.entries()) {
      await r.sql`drop view ${r.sql(n % 2 ? schema : "public")}.${r.sql(view)}`;
    }
  }
});

Deno.test("what no event trigger sees is found by comparing, within a minute", {
  ...options,
}, async () => {
  await using r = await receiving();
  const url = new URL(stack.databaseUrl);
  url.username = "supabase_admin";
  const admin = postgres(url.href, { max: 1, onnotice: () => {} });
  const view = name();
  try {
    await admin`set event_triggers = off`;
    const at = Date.now();
    await admin`create view public.${admin(view)} as select 1 as id`;
    const dispatch = await r.told(view);
    ok((dispatch.at - at) / 1000 <= mostSeconds, `${(dispatch.at - at) / 1000} s`);
  } finally {
    await admin`drop view public.${admin(view)}`;
    await admin.end();
  }
});

Deno.test("the function is killed after GitHub has taken it: the next one does not tell it again", {
  ...options,
}, async () => {
  await using r = await receiving();
  r.github.troubles.push("taken, and silence");
  const view = name();
  await r.sql`create view public.${r.sql(view)} as select 1 as id`;
  const { client_payload: { change_set } } = await r.told(view);
  await r.own.kill();
  strictEqual((await statusOf(r.sql, change_set)).status, "sending");
  await using _next = await receiving(r.github);
  await r.sql`
    update ops.work set lease_expires_at = clock_timestamp()
    where kind = 'change_set' and key = ${change_set}`;
  const found = await eventually("the run is found", async () => {
    const now = await statusOf(r.sql, change_set);
    return now.status === "announced" && now;
  });
  strictEqual(found.run_url, "https://github.com/acme/superset/actions/runs/1");
  await r.sql`drop view public.${r.sql(view)}`;
  const sets = await eventually("the next change is announced", () => {
    const told = r.github.taken.map(({ client_payload }) => client_payload.change_set);
    return told.length > 1 && told;
  });
  strictEqual(sets.filter((id) => id === change_set).length, 1);
});

Deno.test("the receiver acknowledges by what it signs, as often as it likes", {
  ...options,
}, async () => {
  await using r = await receiving();
  const view = name();
  await r.sql`create view public.${r.sql(view)} as select 1 as id`;
  const { client_payload: { change_set } } = await r.told(view);
  const body = JSON.stringify({ change_set, status: "failed", detail: "no database" });
  expectProblem(
    await acknowledged(r.apiUrl, body, { key: `whsec_${"D".repeat(32)}` }),
    401,
    "unauthorized",
    "another's",
  );
  const old = Date.now() - 600_000;
  expectProblem(await acknowledged(r.apiUrl, body, { at: old }), 401, "unauthorized", "an old one");
  const unknown = JSON.stringify({ change_set: crypto.randomUUID(), status: "done" });
  expectProblem(await acknowledged(r.apiUrl, unknown), 404, "not_found", "none");
  expectProblem(await acknowledged(r.apiUrl, "{}"), 400, "invalid_request", "nothing");
  strictEqual((await acknowledged(r.apiUrl, body)).status, 200);
  strictEqual((await statusOf(r.sql, change_set)).status, "failed");

  const github = {
    ...{ GITHUB_RUN_ID: "7", GITHUB_REPOSITORY: "acme/superset", GITHUB_API_URL: r.github.url },
    GITHUB_OUTPUT: await Deno.makeTempFile({ prefix: "notify-" }),
  };
  const run = (part: RegExp, env: Record<string, string>) =>
    workflowScript(theirs, part, {
      cwd: "/tmp",
      env: { ...github, CHANGE_SET: change_set, ...env },
    });
  const token = "ghp_of_a_test";
  const first = await run(/GITHUB_OUTPUT/, { GITHUB_TOKEN: token });
  strictEqual(first.code, 0, first.err);
  match(await Deno.readTextFile(github.GITHUB_OUTPUT), /^done=true$/m);
  const run_url = "https://github.com/acme/superset/actions/runs/7";
  for (const _ of [1, 2]) {
    const said = await run(/openssl/, {
      ...{ STATUS: "success", RUN_URL: run_url, OCP_URL: r.apiUrl, NOTIFY_SECRET: secret },
    });
    strictEqual(said.code, 0, said.err + said.out);
    deepStrictEqual(await statusOf(r.sql, change_set), { status: "done", run_url });
  }
  await Deno.remove(github.GITHUB_OUTPUT);
  await r.sql`drop view public.${r.sql(view)}`;
});

/** A repository with a commit that touches the schema, and one that does not. */
async function pushed() {
  const folder = await Deno.makeTempDir({ prefix: "notify-" });
  const git = async (...args: string[]) => {
    const { stdout, success, stderr } = await new Deno.Command("git", {
      args: ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", ...args],
      cwd: folder,
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  };
  const commit = async (path: string) => {
    await Deno.mkdir(`${folder}/${path.replace(/\/[^/]*$/, "")}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, crypto.randomUUID());
    await git("add", "-A");
    await git("commit", "-qm", 'a "quoted" $(title)');
    return await git("rev-parse", "HEAD");
  };
  await git("init", "-q");
  return { folder, commit };
}

Deno.test("a push is told by its workflow, and announced once with its commit", {
  ...options,
}, async () => {
  await using r = await receiving();
  const { folder, commit } = await pushed();
  const scoped = async (...scopes: string[]) => {
    const { json } = await asked(
      "token",
      "create",
      `push-${crypto.randomUUID()}`,
      "--role",
      "platform_operator",
      "--scopes",
      ...scopes,
    );
    return json.secret as string;
  };
  const [announcing, reading] = [await scoped("schemas.announce"), await scoped("schemas.read")];
  const before = await commit("docs/README.md");
  const other = await commit("docs/x.md");
  const sha = await commit(`supabase/schemas/public/it's "$(odd)" größe.sql`);
  const tell = (env: Record<string, string>) =>
    workflowScript(ours, /git diff/, {
      cwd: folder,
      env: {
        ...{ BEFORE: before, GITHUB_SHA: sha, GITHUB_REF: "refs/heads/main" },
        ...{ PATHS: "supabase/schemas supabase/migrations", GITHUB_REPOSITORY: "acme/platform" },
        ...{ OCP_URL: r.apiUrl, OCP_TOKEN: announcing, ...env },
      },
    });
  const nothing = await tell({ GITHUB_SHA: other });
  deepStrictEqual([nothing.code, nothing.out], [0, "Nothing of the schema was touched.\n"]);
  const stranger = await tell({ OCP_TOKEN: reading });
  deepStrictEqual([stranger.code, /"forbidden"/.test(stranger.out)], [22, true], stranger.err);
  const first = await tell({});
  strictEqual(first.code, 0, first.err + first.out);
  const { change_set } = JSON.parse(first.out);
  const dispatch = await eventually(
    "the push is announced",
    () => r.github.taken.find(({ client_payload }) => client_payload.commit === sha),
  );
  strictEqual(dispatch.client_payload.change_set, change_set);
  deepStrictEqual(dispatch.client_payload.pushes, [
    { repository: "acme/platform", commit: sha, ref: "refs/heads/main", files: 1 },
  ]);
  const listed = await asked("schema-change", "list", "--limit", "200");
  ok(listed.json.items.some(({ id }: { id: string }) => id === change_set));
  const { json } = await asked("schema-change", "show", change_set);
  deepStrictEqual(json.pushes[0].files, [`supabase/schemas/public/it's "$(odd)" größe.sql`]);
  // A new branch, or one whose commit before is gone: all of it.
  const again = await tell({ BEFORE: "0".repeat(40) });
  deepStrictEqual(JSON.parse(again.out), { commit: sha, change_set });
  await r.sql`select ops.gather_changes()`;
  strictEqual(
    r.github.taken.filter(({ client_payload }) => client_payload.commit === sha).length,
    1,
  );
  await Deno.remove(folder, { recursive: true });
});
