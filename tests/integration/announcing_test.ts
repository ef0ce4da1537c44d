import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { appKeys, byApp, byToken, toldBy, watching } from "./support/announcing.ts";
import { GithubEvents, type Trouble } from "./support/github_events.ts";

const options = { sanitizeOps: false, sanitizeResources: false };
const earlier = "Schema change 00000000-0000-4000-8000-000000000001";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ...options });
}

const refusals: [Trouble, RegExp][] = [
  [401, /answered 401, Bad credentials/],
  [403, /answered 403, Resource not accessible/],
  [404, /answered 404, Not Found/],
  [422, /answered 422, Invalid request/],
];
for (const [trouble, said] of refusals) {
  test(`a set that GitHub refuses with ${trouble} waits for somebody, takes in what changes, and is told once`, async () => {
    await using watched = await watching();
    await using github = new GithubEvents();
    const told = toldBy(byToken(github));
    const id = await watched.view("one");
    github.troubles.push(trouble);
    await watched.announce(told);
    const [letter] = await watched.sql`
      select code, detail from ops.v_dead where kind = 'change_set' and key = ${id}`;
    strictEqual(letter!.code, "github_refused");
    match(letter!.detail, said);
    await watched.announce(told);
    strictEqual(github.taken.length, 0, "nobody tries again");
    strictEqual(await watched.view("two"), id);
    await watched.sql`select ops.replay_work('change_set', ${id})`;
    await watched.announce(told);
    const [dispatch] = github.taken;
    deepStrictEqual(dispatch!.client_payload.objects.map(({ object }) => object), ["one", "two"]);
    strictEqual((await watched.status(id)).status, "announced");
    deepStrictEqual([github.taken.length, github.faults], [1, []]);
  });
}

for (const trouble of ["rate limit", "second rate limit"] as const) {
  test(`a set waits as long as GitHub says for a ${trouble}`, async () => {
    await using watched = await watching();
    await using github = new GithubEvents();
    const id = await watched.view("one");
    github.troubles.push(trouble);
    await watched.announce(toldBy(byToken(github)));
    const [work] = await watched.sql`
      select status, attempts, extract(epoch from run_after - clock_timestamp())::float as pause
      from ops.work where kind = 'change_set' and key = ${id}`;
    deepStrictEqual([work!.status, work!.attempts, work!.pause < 3], ["waiting", 1, true]);
    await watched.announce(toldBy(byToken(github)));
    deepStrictEqual([github.taken.length, github.faults], [1, []]);
  });
}

test("a set whose answer was lost is found among GitHub's runs, and not told again", async () => {
  await using watched = await watching();
  await using github = new GithubEvents();
  const id = await watched.view("one");
  github.troubles.push("lost answer");
  await watched.announce(toldBy(byToken(github)));
  strictEqual((await watched.status(id)).status, "sending");
  await watched.view("two");
  await watched.announce(toldBy(byToken(github)));
  const { status, run_url } = await watched.status(id);
  deepStrictEqual([status, run_url], [
    "announced",
    "https://github.com/acme/superset/actions/runs/1",
  ]);
  deepStrictEqual(github.taken.map(({ client_payload }) => client_payload.objects.length), [1]);
  await watched.sql`select ops.gather_changes()`;
  await watched.announce(toldBy(byToken(github)));
  deepStrictEqual(github.taken[1]!.client_payload.objects.map(({ object }) => object), ["two"]);
  deepStrictEqual([github.taken.length, github.faults], [2, []]);
});

for (const trouble of [500, 502, "silence"] as const) {
  test(`a set that was not taken for ${trouble} is told again once GitHub shows no run of it`, async () => {
    await using watched = await watching();
    await using github = new GithubEvents();
    github.runs.push(earlier);
    const told = toldBy(byToken(github));
    const id = await watched.view("one");
    github.troubles.push(trouble);
    await watched.announce(told);
    strictEqual((await watched.status(id)).status, "sending");
    await watched.announce(told);
    strictEqual(github.taken.length, 0, "runs show up within a minute");
    await watched.announce(told, { seconds: 61 });
    strictEqual((await watched.status(id)).status, "announced");
    deepStrictEqual([github.taken.length, github.faults], [1, []]);
  });
}

/** What becomes of a set whose worker dies after GitHub has taken it and before that is stored. */
async function killed(github: GithubEvents) {
  const watched = await watching();
  const told = toldBy(byToken(github));
  const id = await watched.view("one");
  const end = () => Promise.reject(new Error("killed"));
  const dying = watched.announce(told, { sets: { ...watched.sets, end } });
  await rejects(dying, { message: "killed" });
  strictEqual(github.taken.length, 1);
  return { watched, told, id };
}

test("a worker dies between telling and storing it: the next one sees the run", async () => {
  await using github = new GithubEvents();
  const { watched, told, id } = await killed(github);
  await using _ = watched;
  await watched.announce(told, { seconds: 61 });
  strictEqual((await watched.status(id)).status, "announced");
  strictEqual(github.taken.length, 1);
});

for (
  const [why, set] of [["do not name sets", "namesRuns"], [
    "may not be listed",
    "mayListRuns",
  ]] as const
) {
  test(`a worker dies, and runs ${why}: the acknowledgement decides`, async () => {
    await using github = new GithubEvents();
    github[set] = false;
    const { watched, told, id } = await killed(github);
    await using _ = watched;
    await watched.announce(told, { seconds: 61 });
    strictEqual((await watched.status(id)).status, "sending");
    await watched.sql`select ops.acknowledge_changes(${id}, 'done')`;
    await watched.announce(told);
    deepStrictEqual([(await watched.status(id)).status, github.taken.length], ["done", 1]);
  });

  test(`a worker dies, and runs ${why}: without an acknowledgement it is unclear, and not told again`, async () => {
    await using github = new GithubEvents();
    github[set] = false;
    const { watched, told, id } = await killed(github);
    await using _ = watched;
    await watched.announce(told, { seconds: 901 });
    strictEqual((await watched.status(id)).status, "unclear");
    await watched.announce(told);
    strictEqual(github.taken.length, 1);
    await watched.sql`select ops.announce_again(${id})`;
    await watched.announce(told);
    deepStrictEqual([(await watched.status(id)).status, github.taken.length], ["announced", 2]);
    deepStrictEqual(
      new Set(github.taken.map(({ client_payload }) => client_payload.change_set)),
      new Set([id]),
    );
  });
}

test("GitHub is away: the set waits, at the cost of no attempt", async () => {
  await using watched = await watching();
  const id = await watched.view("one");
  const env = {
    NOTIFY_REPOSITORY: "acme/superset",
    GITHUB_API_URL: "http://127.0.0.1:1",
    GITHUB_TOKEN: "x",
  };
  await watched.announce(toldBy(env));
  const [work] = await watched.sql`
    select status, attempts_left, error ->> 'code' as code from ops.work
    where kind = 'change_set' and key = ${id}`;
  deepStrictEqual({ ...work }, { status: "queued", attempts_left: 12, code: "github_unreachable" });
  strictEqual((await watched.status(id)).status, "pending");
});

test("an App is let in by a token that it keeps for an hour, and has made anew when it is revoked", async () => {
  await using watched = await watching();
  const { publicKey, privateKey } = appKeys();
  await using github = new GithubEvents(publicKey);
  const told = toldBy(byApp(github, privateKey), () => new Date(Date.now() + github.ahead));
  const announced = async (name: string) => {
    const id = await watched.view(name);
    await watched.announce(told);
    strictEqual((await watched.status(id)).status, "announced", name);
    return github.appTokens;
  };
  deepStrictEqual([await announced("one"), await announced("two")], [1, 1]);
  github.revoked = true;
  strictEqual(await announced("three"), 2);
  github.ahead = 54 * 60_000;
  strictEqual(await announced("four"), 2);
  github.ahead = 56 * 60_000;
  strictEqual(await announced("five"), 3);
  deepStrictEqual([github.taken.length, github.faults], [5, []]);
});

test("a key that is none is told without the key", async () => {
  await using watched = await watching();
  await using github = new GithubEvents();
  const id = await watched.view("one");
  await watched.announce(toldBy(byApp(github, "-----BEGIN hidden-----")));
  const [letter] = await watched.sql`select code, detail from ops.v_dead where key = ${id}`;
  deepStrictEqual({ ...letter }, {
    code: "misconfigured",
    detail: "Cannot sign for the App: its private key is none.",
  });
});
