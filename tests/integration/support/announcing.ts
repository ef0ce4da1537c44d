import { generateKeyPairSync } from "node:crypto";
import { announceChanges } from "../../../supabase/functions/_shared/announcing/announce.ts";
import { endless } from "../../../supabase/functions/_shared/budget.ts";
import { readConfig } from "../../../supabase/functions/_shared/config.ts";
import { changeSets } from "../../../supabase/functions/_shared/database/change_sets.ts";
import type { ChangeSets } from "../../../supabase/functions/_shared/database/change_sets.ts";
import { githubRepository } from "../../../supabase/functions/_shared/github/repository.ts";
import type { GithubRepository } from "../../../supabase/functions/_shared/github/repository.ts";
import { eventually } from "./eventually.ts";
import { appId, type GithubEvents, repository, token } from "./github_events.ts";
import { runnerDeps } from "./runner.ts";

/** What the function is told of GitHub, with a token. */
export const byToken = (github: GithubEvents) => ({
  NOTIFY_REPOSITORY: repository,
  GITHUB_API_URL: github.url,
  GITHUB_TOKEN: token,
});

/** A key pair as GitHub makes it for an App. */
export function appKeys() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
}

/** The same, as an App. */
export const byApp = (github: GithubEvents, key: string) => ({
  NOTIFY_REPOSITORY: repository,
  GITHUB_API_URL: github.url,
  GITHUB_APP_ID: appId,
  GITHUB_APP_PRIVATE_KEY: key.replaceAll("\n", "\\n"),
});

/** The repository that such an environment names. */
export function toldBy(env: Record<string, string>, now?: () => Date): GithubRepository {
  const required = { SUPABASE_DB_URL: "postgresql://127.0.0.1/postgres", SEED_RUN_TOKEN: "token" };
  return githubRepository(readConfig({ ...required, ...env }).github!, now);
}

/** A watched schema whose changes nobody announces but the test; ends with `await using`. */
export async function watching() {
  const deps = runnerDeps();
  const { sql } = deps;
  const schema = `watched_${crypto.randomUUID().slice(0, 8)}`;
  const own = changeSets(() => sql, 120);
  const work = (sets: ChangeSets, github?: GithubRepository) =>
    announceChanges(deps, sets, github, endless);
  const setPath = (path: string | null) =>
    sql`update ops.work_kinds set path = ${path} where kind = 'change_set'`;
  /** Lets pauses pass, or the time since it was sent. */
  const hurry = async (seconds = 0) => {
    await sql`
      update ops.change_sets set sending_at = sending_at - make_interval(secs => ${seconds})
      where settled_at is null`;
    await sql`
      update ops.work set run_after = clock_timestamp(),
        lease_expires_at = case when status = 'running' then clock_timestamp() end
      where kind = 'change_set' and status <> 'dead'`;
  };
  const openSet = async (): Promise<string | undefined> => {
    const [row] = await sql`select id from ops.change_sets where settled_at is null`;
    return row?.id;
  };
  /** What others have left is told to nobody. */
  const clear = () =>
    eventually("all change sets are settled", async () => {
      await sql`select ops.gather_changes()`;
      await sql`
        update ops.work set run_after = clock_timestamp(), status = 'queued', died_at = null
        where kind = 'change_set' and status in ('dead', 'queued', 'waiting')`;
      await work(own);
      return await openSet() === undefined;
    });
  await setPath(null);
  await sql`create schema ${sql(schema)}`;
  await clear();
  await sql`insert into ops.watched_schemas (schema, known_at) values (${schema}, now())`;
  return {
    sql,
    schema,
    sets: own,
    hurry,
    openSet,
    /** Makes a view. @returns the change set that it is in */
    async view(name: string): Promise<string> {
      await sql`create view ${sql(schema)}.${sql(name)} as select 1 as id`;
      const [row] = await sql`select ops.gather_changes() as id`;
      return row!.id;
    },
    /** Comes once for what is due, after a pause. */
    async announce(github: GithubRepository, { seconds = 0, sets = own } = {}): Promise<void> {
      await hurry(seconds);
      await work(sets, github);
    },
    async status(id: string): Promise<{ status: string; detail: string; run_url: string }> {
      const [row] = await sql`
        select status, detail, run_url from ops.v_change_sets where id = ${id}`;
      return row as never;
    },
    async [Symbol.asyncDispose]() {
      await sql`drop schema ${sql(schema)} cascade`;
      await sql`delete from ops.watched_schemas where schema = ${schema}`;
      await clear();
      await setPath("notify-superset/announcements");
      await deps[Symbol.asyncDispose]();
    },
  };
}
