import { deepEqual, equal, match } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../.github/scripts/seed.sh", import.meta.url));
const done = { ok: true, status: "success", run_id: "r1", tasks_synced: 2, counts: { create: 2 } };
const busy = { code: "run_in_progress", status: 409, run_id: "r0", detail: "Cannot start a run." };
const partly = {
  ...done,
  ok: false,
  status: "partial",
  errors: [{ model: "project.task", external_ref: "T|1", code: "unresolved", message: "a\nb" }],
};

// GitHub's runners have both; a machine without them has nothing to learn from these tests.
const ignore = !(["jq", "curl"].every((program) => isInstalled(program)));

function isInstalled(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs the script against a server that gives these answers one after another. */
async function seed(action: string, answers: [status: number, body: unknown][]) {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    if (request.headers.get("authorization") !== "Bearer t0ken") {
      return new Response("", { status: 401 });
    }
    const [status, body] = answers.shift()!;
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  });
  const summary = await Deno.makeTempFile();
  try {
    const { code } = await new Deno.Command(script, {
      args: [action],
      env: {
        SUPABASE_URL: `http://127.0.0.1:${server.addr.port}/`,
        SEED_RUN_TOKEN: "t0ken",
        RETRY_SECONDS: "0",
        GITHUB_STEP_SUMMARY: summary,
      },
      stdout: "null",
      stderr: "null",
    }).output();
    return { code, asked, summary: await Deno.readTextFile(summary) };
  } finally {
    await server.shutdown();
    await Deno.remove(summary);
  }
}

Deno.test(
  "seed.sh succeeds when the function says ok, and tabulates the counts",
  { ignore },
  async () => {
    const { code, asked, summary } = await seed("seed", [[200, done]]);
    equal(code, 0);
    deepEqual(asked, ["/functions/v1/seed-odoo-finance"]);
    match(summary, /^\| create \| 2 \|$/m);
  },
);

Deno.test("seed.sh fails on 207 and shows each error in one table row", { ignore }, async () => {
  const { code, summary } = await seed("seed", [[207, partly]]);
  equal(code, 1);
  match(summary, /^\| project\.task \| T 1 \| {2}\| unresolved \| a b \|$/m);
});

Deno.test("seed.sh waits while another run is in progress", { ignore }, async () => {
  const { code, asked } = await seed("shadow", [[409, busy], [409, busy], [200, done]]);
  equal(code, 0);
  equal(asked.length, 3);
});

const working = { ok: true, status: "running", run_id: "r1" };

Deno.test("seed.sh follows a run that goes on after its answer", { ignore }, async () => {
  const { code, asked, summary } = await seed("seed", [
    [202, working],
    [200, working],
    [502, "<html>"],
    [200, { status: "success", run_id: "r1", counts: { create: 7 } }],
  ]);
  equal(code, 0);
  deepEqual(asked, [
    "/functions/v1/seed-odoo-finance",
    ...Array(3).fill("/functions/v1/seed-odoo-finance/runs/r1"),
  ]);
  match(summary, /^\| create \| 7 \|$/m);
});

Deno.test("seed.sh fails when the run that it follows does", { ignore }, async () => {
  const error = { code: "odoo_timeout", detail: "Cannot reach Odoo." };
  const { code, summary } = await seed("shadow", [
    [202, working],
    [200, { status: "failed", run_id: "r1", error }],
  ]);
  equal(code, 1);
  match(summary, /^\| code \| odoo_timeout \|$/m);
});

Deno.test("seed.sh fails when the run that it follows is gone", { ignore }, async () => {
  const { code } = await seed("seed", [[202, working], [404, { code: "not_found" }]]);
  equal(code, 1);
});

Deno.test("seed.sh does not wait for any other problem", { ignore }, async () => {
  const disabled = { code: "binding_disabled", detail: "Cannot start a run: it is disabled." };
  const { code, asked, summary } = await seed("seed", [[409, disabled]]);
  equal(code, 1);
  equal(asked.length, 1);
  match(summary, /^\| detail \| Cannot start a run: it is disabled\. \|$/m);
});

Deno.test(
  "seed.sh both shadows after a seeding that failed, and fails all the same",
  { ignore },
  async () => {
    const { code, asked } = await seed("both", [[502, { code: "odoo_failed" }], [200, done]]);
    equal(code, 1);
    deepEqual(asked.map((path) => path.split("/").pop()), [
      "seed-odoo-finance",
      "shadow-odoo-finance",
    ]);
  },
);

Deno.test("seed.sh shows an answer that is not JSON", { ignore }, async () => {
  const { code, summary } = await seed("seed", [[546, "<html>worker limit</html>"]]);
  equal(code, 1);
  match(summary, /HTTP 546[\s\S]+ {4}<html>worker limit<\/html>/);
});

Deno.test("seed.sh refuses an action that it does not know", { ignore }, async () => {
  const { code, asked } = await seed("drop", []);
  equal(code, 2);
  deepEqual(asked, []);
});
