import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { api } from "./support/api.ts";
import { asked, followed, peopleOf, refused } from "./support/asked.ts";
import { eventually } from "./support/eventually.ts";
import { signedIn, signedInAs } from "./support/people.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

scenario("runs are started, followed, cancelled and tried again", async (s) => {
  const { manager, viewer } = await peopleOf(s);
  const stranger = await signedIn("stranger");
  await s.task("one", await s.project("close"));
  const body = { type: "seed", binding: s.binding };
  await refused(viewer, "POST", "/runs", body, [403, "forbidden"]);
  await refused(stranger, "POST", "/runs", body, [404, "not_found"]);
  const strange = await refused(manager, "POST", "/runs", { ...body, drift: true }, [
    400,
    "invalid_request",
  ]);
  match(strange.detail, /drift: does not go with type seed/);
  const begun = await asked(manager, "POST", "/runs", { body });
  const run = await followed(manager, begun);
  deepStrictEqual([run.status, run.requested_by, run.progress.create], [
    "success",
    manager.email,
    { total: 2, done: 2, failed: 0 },
  ]);
  const path = `/runs/${run.id}`;
  await asked(viewer, "GET", path, { at: "/runs/{id}" });
  const timeline = await asked(viewer, "GET", `${path}/timeline`, { at: "/runs/{id}/timeline" });
  const events = timeline.body.items.map(({ event }: { event: string }) => event);
  deepStrictEqual([events[0], events.at(-1)], ["opened", "ended"]);
  ok(events.includes("planned"));
  await asked(viewer, "GET", `${path}/errors`, { at: "/runs/{id}/errors" });
  await refused(stranger, "GET", path, undefined, [404, "not_found"]);
  for (const [verb, who] of [["cancel", manager], ["retry", manager]] as const) {
    await refused(who, "POST", `${path}/${verb}`, {}, [409, "run_status_refused"]);
  }
  const list = `/tenants/${s.id}/runs`;
  const listed = await asked(viewer, "GET", list, { at: "/tenants/{tenant}/runs" });
  deepStrictEqual([listed.body.total, listed.body.items[0].id], [1, run.id]);
  strictEqual((await asked(viewer, "GET", "/runs?type=seed&status=success")).body.total, 1);
  strictEqual((await asked(stranger, "GET", "/runs")).body.total, 0);

  // Nobody works on it: its binding leads nowhere.
  await s.bind({ url: "http://127.0.0.1:9" });
  const waits = await asked(manager, "POST", "/runs", { body });
  await refused(manager, "POST", "/runs", body, [409, "run_in_progress"]);
  const cancel = { at: "/runs/{id}/cancel", body: {} };
  await asked(manager, "POST", `/runs/${waits.body.id}/cancel`, cancel);
  strictEqual((await followed(manager, waits)).status, "cancelled");
  await s.bind({ url: stack.odoo.url });
  const retry = { at: "/runs/{id}/retry", body: {} };
  const again = await asked(manager, "POST", `/runs/${waits.body.id}/retry`, retry);
  strictEqual(again.body.retry_of, waits.body.id);
  strictEqual((await followed(manager, again)).status, "success");
  await s.bind({ sync_enabled: false });
  await refused(manager, "POST", "/runs", body, [409, "binding_disabled"]);
});

scenario("a dead letter is read and sent again by the platform's people", async (s) => {
  const operator = await signedInAs(s.sql, "platform_operator");
  const { owner } = await peopleOf(s);
  await s.project("close");
  await s.bind({ database: "no_such_database" });
  const begun = await api("POST", "/runs", {
    token: owner.token,
    body: { type: "shadow", binding: s.binding },
  });
  const failed = await followed(owner, begun);
  strictEqual(failed.status, "failed");
  await s.sql`select ops.put_work('run', ${failed.id})`;
  await s.sql`
    update ops.work set status = 'dead', error = ${s.sql.json(failed.error)}, died_at = now()
    where kind = 'run' and key = ${failed.id}`;
  const listed = await asked(operator, "GET", `/letters?object=${failed.id}`);
  strictEqual(listed.body.items[0].code, failed.error.code);
  strictEqual((await asked(owner, "GET", "/letters")).body.total, 0);
  const replay = `/letters/${listed.body.items[0].id}/replay`;
  await refused(owner, "POST", replay, {}, [404, "not_found"]);
  await s.bind({ sync_enabled: false });
  await refused(operator, "POST", replay, {}, [409, "binding_disabled"]);
  await s.bind({ database: s.database, sync_enabled: true });
  await asked(operator, "POST", replay, { at: "/letters/{id}/replay", body: {} });
  await eventually("the run is sent again", async () => {
    const [run] = (await api("GET", `/runs?binding=${s.binding}`, operator)).body.items;
    return run.id !== failed.id && run.status !== "running";
  });
});
