import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { notifying, peersAt } from "./support/notifying.ts";
import { peer } from "../../supabase/functions/_shared/outside/fake_peer.ts";
import { ocp, type Ran } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";

/** What a command that succeeded answered. */
function answerOf({ code, out, err }: Ran) {
  strictEqual(code, 0, err);
  return JSON.parse(out);
}

Deno.test("ocp has people told, tests it, and says what was told", async () => {
  await using n = await notifying();
  await using slack = peer(() => Response.json({ ok: true, ts: "1.1" }));
  const { token } = await signedInAs(n.sql, "platform_owner");
  const run = (...words: string[]) => ocp(token, "notification", ...words);
  const name = `cli-${crypto.randomUUID().slice(0, 8)}`;
  try {
    const wishes = ["--types", "drift.*", "operation.failed", "--quiet", "22:00", "07:00"];
    const made = answerOf(
      await run(
        "create",
        name,
        "slack",
        ...wishes,
        "--digest",
        "daily",
        "--language",
        "de",
        "--json",
      ),
    );
    deepStrictEqual([made.types, made.quiet_from, made.digest, made.state], [
      ["drift.*", "operation.failed"],
      ...["22:00", "daily", "well"],
    ]);
    match((await run("create", name, "slack")).err, /taken/);
    match((await run("create", "other", "pigeon")).err, /peer/);
    match((await run("change", name, "--most-per-hour", "0")).err, /1 to 1000/);
    const changed = answerOf(
      await run("change", name, "--no-quiet", "--no-digest", "--most-per-hour", "5", "--json"),
    );
    deepStrictEqual(
      [changed.quiet_from, changed.quiet_to, changed.digest, changed.most_per_hour, changed.types],
      [null, null, null, 5, made.types],
    );
    const test = await run("test", name);
    match(test.err, new RegExp(`notification news ${name}`));
    await n.tell(peersAt({ slack: slack.url }));
    match(JSON.parse(slack.requests[0]!.body).text, /Dies ist ein Test/);
    match((await run("news", name)).out, /test\.sent .*posted/);
    match((await run("list")).out, new RegExp(`${name} .*slack .*well`));
    strictEqual(answerOf(await run("change", name, "--off", "--json")).state, "off");
    strictEqual((await run("test", name)).code, 1);
    strictEqual(answerOf(await run("delete", name, "--json")).name, name);
    match((await run("show", name)).err, /there is none/);
  } finally {
    await n.sql`delete from ops.notifications where name = ${name}`;
  }
});
