import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { root } from "../../stack/paths.ts";
import { Github, workflow } from "./support/github.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const { databaseUrl } = loadStack();
const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const ref = "a".repeat(20);

/** Stands for Supabase's own API, which takes functions and secrets; it tells what came. */
class Platform implements AsyncDisposable {
  readonly deployed: string[] = [];
  readonly secrets: string[] = [];
  readonly asked: string[] = [];
  isAway = false;
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#answer(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    this.asked.push(`${request.method} ${pathname}`);
    if (request.method === "GET") return Response.json(this.#read(pathname));
    if (pathname.endsWith("/secrets")) {
      const given = await request.json() as { name: string; value: string }[];
      this.secrets.push(...given.map(({ name, value }) => `${name}=${value}`));
      return Response.json([], { status: 201 });
    }
    if (request.method === "PUT") return Response.json({ functions: await request.json() });
    await request.body?.cancel();
    if (this.isAway) return Response.json({ message: "away" }, { status: 400 });
    const slug = searchParams.get("slug")!;
    this.deployed.push(slug);
    const told = { id: slug, slug, name: slug, status: "ACTIVE", version: 1, verify_jwt: false };
    return Response.json({ ...told, created_at: 1, updated_at: 1 }, { status: 201 });
  }

  #read(path: string): unknown {
    if (path === `/v1/projects/${ref}`) {
      return {
        ...{
          id: ref,
          ref,
          organization_id: "o",
          organization_slug: "o",
          name: "p",
          region: "r",
          created_at: "2026-01-01",
        },
        ...{
          status: "ACTIVE_HEALTHY",
          database: { host: "h", version: "17", postgres_engine: "17", release_channel: "ga" },
        },
      };
    }
    if (path.endsWith("/api-keys")) {
      return ["anon", "service_role"].map((name) => ({ name, api_key: `a.${name}.key` }));
    }
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

async function checkout(folder: string): Promise<void> {
  for (const name of ["config.toml", "functions", "migrations"]) {
    await cp(join(root, "supabase", name), join(folder, "supabase", name), { recursive: true });
  }
}

async function deploy(platform: Platform, more: Record<string, string> = {}) {
  await using github = new Github();
  const home = await Deno.makeTempDir();
  try {
    // A checkout of its own: the CLI notes in it what it is linked to.
    await checkout(home);
    const { url: here } = platform;
    const profile = `${home}/profile.yaml`;
    await Deno.writeTextFile(
      profile,
      `name: here\napi_url: ${here}\ndashboard_url: ${here}\nproject_host: 127.0.0.1\n`,
    );
    const database = new URL(databaseUrl);
    database.searchParams.set("sslmode", "disable");
    const { token } = await signedInAs(sql, "platform_owner");
    return await workflow("deploy", {
      github,
      folder: home,
      env: {
        ...{ SUPABASE_PROFILE: profile, SUPABASE_HOME: home, SUPABASE_DB_URL: database.href },
        ...{ SUPABASE_ACCESS_TOKEN: `sbp_${"0".repeat(40)}`, SUPABASE_PROJECT_REF: ref },
        ...{ OCP_TOKEN: token, ...more },
      },
    });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const steps = (summary: string) =>
  [...summary.matchAll(/^\| (\w[^|]+) \| (done|\*\*failed\*\*) \| ([^|]*) \|$/gm)]
    .map(([, title, how]) => `${title}: ${how}`);

Deno.test("deploy links, looks, migrates, stores secrets and deploys functions, in this order", async () => {
  await using platform = new Platform();
  const FUNCTION_SECRETS = "API_ORIGINS=https://a.example.com\nODOO_DB=books";
  const ended = await deploy(platform, { FUNCTION_SECRETS, OCP_TOKEN: "" });
  strictEqual(ended.code, 0, ended.err + ended.summary);
  deepStrictEqual(steps(ended.summary), [
    ...["Link: done", "Dry run of the migrations: done", "Migrations: done"],
    ...["Secrets of the functions: done", "Functions: done", "Smoke test: done"],
  ]);
  match(ended.err, /DRY RUN: migrations will \*not\* be pushed/);
  strictEqual(ended.out.match(/Remote database is up to date/g)?.length, 2);
  deepStrictEqual(platform.secrets, ["API_ORIGINS=https://a.example.com", "ODOO_DB=books"]);
  deepStrictEqual(platform.deployed.toSorted(), [
    ...[
      "api",
      "events-send",
      "notify-superset",
      "operations-run",
      "seed-odoo-finance",
      "shadow-odoo-finance",
      "tenant-create",
    ],
  ]);
  ok(!ended.summary.includes("books"));
  match(ended.summary, /Smoke test \| done \| left out: OCP_URL and OCP_TOKEN are not set/);
});

Deno.test("a dry run changes nothing, and a step that fails is the last", async () => {
  await using platform = new Platform();
  const dry = await deploy(platform, { DRY_RUN: "true" });
  strictEqual(dry.code, 0, dry.err);
  deepStrictEqual(steps(dry.summary), ["Link: done", "Dry run of the migrations: done"]);
  match(dry.summary, /^### Deploy of 5ea5e: nothing was changed/);
  ok(platform.asked.every((line) => line.startsWith("GET ")), platform.asked.join("\n"));

  platform.isAway = true;
  const failed = await deploy(platform);
  strictEqual(failed.code, 1);
  deepStrictEqual(steps(failed.summary).slice(-2), [
    "Secrets of the functions: done",
    "Functions: **failed**",
  ]);
  match(failed.summary, /It ended at: Functions\.[^]*\*\*Going back\.\*\*/);
  const unset = await deploy(platform, { SUPABASE_PROJECT_REF: "" });
  deepStrictEqual([unset.code, /SUPABASE_PROJECT_REF is not set/.test(unset.out)], [1, true]);
});

Deno.test("a deploy ends with what ocp doctor finds", async () => {
  await using platform = new Platform();
  const { code, summary } = await deploy(platform);
  const [, how, failures] =
    /\| Smoke test \| (done|\*\*failed\*\*) \| (\d+) failures, \d+ warnings: /.exec(summary) ?? [];
  deepStrictEqual([how, code], failures === "0" ? ["done", 0] : ["**failed**", 1], summary);
});
