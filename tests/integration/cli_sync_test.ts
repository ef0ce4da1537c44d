import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { peopleOf } from "./support/asked.ts";
import { ocp, type Ran } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { scenario } from "./support/scenarios.ts";

/** What a command that succeeded answered. */
function answerOf({ code, out, err }: Ran) {
  strictEqual(code, 0, err);
  return JSON.parse(out);
}

scenario("ocp holds, makes windows, and says how a binding syncs", async (s) => {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_owner");
  const run = (...words: string[]) => ocp(token, ...words);
  strictEqual((await run("hold", "put", "--reason", "Of what?")).code, 1);

  const put = await run(
    ...["hold", "put", "--binding", s.binding, "--reason", "Odoo moves."],
    ...["--until", "2035-01-31", "--json"],
  );
  const hold = answerOf(put);
  match(put.err, new RegExp(`hold lift ${hold.id}`));
  match((await run("hold", "list")).out, new RegExp(`binding ${s.binding} .*Odoo moves\\.`));
  match((await run("binding", "list", "--tenant", s.id)).out, /held binding .*until 2035-01-31/);

  await s.task("task", await s.project("close"));
  const on = answerOf(await run("binding", "sync", s.binding, "--auto", "--heal", "--json"));
  deepStrictEqual([on.auto_sync, on.self_heal, on.waits.code], [true, true, "on_hold"]);
  const told = await run("binding", "sync", s.binding);
  match(told.err, /It waits: .* held binding .*: Odoo moves\., until 2035-01-31/);
  const off = answerOf(await run("binding", "sync", s.binding, "--no-auto", "--json"));
  deepStrictEqual([off.auto_sync, off.self_heal], [false, false]);
  strictEqual(answerOf(await run("hold", "lift", hold.id, "--json")).active, false);
  strictEqual((await run("hold", "lift", hold.id)).code, 1);

  const window = ["--binding", s.binding, "--cron", "0 22 * * 1-5", "--minutes", "240"];
  const made = answerOf(
    await run("window", "add", "allow", ...window, "--time-zone", "Asia/Manila", "--json"),
  );
  match((await run("window", "list", "--binding", s.binding)).out, /0 22 \* \* 1-5 .*Asia\/Manila/);
  strictEqual((await run("window", "add", "allow", ...window, "--time-zone", "Mars")).code, 1);
  strictEqual(answerOf(await run("window", "remove", made.id, "--json")).id, made.id);
});
