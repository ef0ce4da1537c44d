import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { type Got, peer } from "../../supabase/functions/_shared/outside/fake_peer.ts";
import { eventually } from "./support/eventually.ts";
import { notifying, peersAt } from "./support/notifying.ts";

const slackOk = () => {
  let count = 0;
  return peer(() => Response.json({ ok: true, ts: `1.${++count}` }));
};
const bodies = (requests: Got[]) => requests.map(({ body }) => JSON.parse(body));
const failed = (detail: string) => ({
  ...{ id: crypto.randomUUID(), tenant: "acme", type: "backup", status: "failed" },
  ...{ requested_by: "ann@example.com", created_at: "2026-11-30T12:00:00Z" },
  error: { code: "x", detail },
});

Deno.test("one topic is one message of Slack, and what follows is in its thread", async () => {
  await using n = await notifying();
  await using slack = slackOk();
  const subject = `operations/${crypto.randomUUID()}`;
  // Operations of other tests are none of its business.
  const tenant = `acme-${crypto.randomUUID().slice(0, 8)}`;
  const because = (detail: string) => ({ ...failed(detail), tenant });
  await n.notify("threads", { types: ["operation.*"], tenants: [tenant] });
  await n.emit(subject, 1, "operation.started", because(""));
  await n.tell(peersAt({ slack: slack.url }));
  await n.emit(subject, 1, "operation.failed", because("Cannot: password=hidden99 is wrong."));
  await n.tell(peersAt({ slack: slack.url }));
  await n.tell(peersAt({ slack: slack.url }));
  const [first, second, ...more] = bodies(slack.requests);
  deepStrictEqual([first.channel, first.thread_ts, first.text], [
    "C0DEFAULT",
    undefined,
    `${tenant}: backup has begun`,
  ]);
  const then = [second.thread_ts, second.text, more];
  deepStrictEqual(then, ["1.1", `${tenant}: backup has failed`, []]);
  match(JSON.stringify(second.blocks), /Cannot: password=\*\*\* is wrong/);
  const [talk] = await n
    .sql`select closed_at from ops.conversations where notification = 'threads'`;
  ok(talk!.closed_at, "it is over");
});

Deno.test("a bot of Mattermost has threads, a mail answers the one before, to whom it is for", async () => {
  await using n = await notifying();
  let posts = 0;
  await using mattermost = peer(() => Response.json({ id: `p${++posts}` }, { status: 201 }));
  await using mailgun = peer(() => Response.json({ id: "<m1@mg.example.com>" }));
  await n.notify("chat", { peer: "mattermost", address: "d".repeat(26) });
  await n.notify("mail", { peer: "mail", address: "ann@example.com, ben@example.com" });
  const peers = peersAt({ mattermost: mattermost.url, mailgun: mailgun.url });
  for (const _ of [1, 2]) {
    await n.emit("things/1");
    await n.tell(peers);
  }
  const told = bodies(mattermost.requests);
  deepStrictEqual(told.map(({ channel_id, root_id }) => [channel_id, root_id]), [
    ["d".repeat(26), undefined],
    ["d".repeat(26), "p1"],
  ]);
  const mails = await Promise.all(
    mailgun.requests.map(({ body, headers }) => new Response(body, { headers }).formData()),
  );
  deepStrictEqual(mails.map((mail) => [mail.get("to"), mail.get("h:In-Reply-To")]), [
    ["ann@example.com, ben@example.com", null],
    ["ann@example.com, ben@example.com", "<m1@mg.example.com>"],
  ]);
  strictEqual(new Set(mails.map((mail) => mail.get("h:Message-Id"))).size, 2);
});

Deno.test("a peer that asks for patience gets it, and holds up no other", async () => {
  await using n = await notifying();
  let isBusy = true;
  await using slack = peer(() =>
    isBusy
      ? Response.json({ ok: false, error: "ratelimited" }, {
        status: 429,
        headers: { "retry-after": "600" },
      })
      : Response.json({ ok: true, ts: "1.1" })
  );
  await using mailgun = peer(() => Response.json({ id: "<m1@mg.example.com>" }));
  await n.notify("busy");
  await n.notify("idle", { peer: "mail", address: "ann@example.com" });
  const peers = peersAt({ slack: slack.url, mailgun: mailgun.url });
  await n.emit("things/", 3);
  await n.tell(peers);
  const { failures, error, pause, ended } = await n.state("busy");
  deepStrictEqual([failures, error?.code, ended], [1, "message_failed", ["waiting"]]);
  ok(pause! > 500 && pause! <= 600, `${pause}`);
  deepStrictEqual((await n.state("idle")).ended, ["posted", "posted", "posted"]);
  await n.tell(peers);
  strictEqual(slack.requests.length, 1, "nothing is sent before");
  isBusy = false;
  await n.hurry();
  await n.tell(peers);
  deepStrictEqual((await n.state("busy")).ended, ["posted", "posted", "posted"]);
});

Deno.test("a 200 of Slack that says no is told, without its token, and tried again", async () => {
  await using n = await notifying();
  let error: string | undefined = "channel_not_found";
  await using slack = peer(() =>
    Response.json(error ? { ok: false, error, token: "xoxb-hidden" } : { ok: true, ts: "1.1" })
  );
  await n.notify("wrong", { address: "C0GONE123" });
  await n.emit("things/1");
  await n.tell(peersAt({ slack: slack.url }));
  const told = await n.state("wrong");
  deepStrictEqual(told.error, {
    code: "message_refused",
    detail: "Cannot write into Slack's channel C0GONE123: channel_not_found.",
  });
  ok(told.pause! > 0);
  error = undefined;
  await n.hurry();
  await n.tell(peersAt({ slack: slack.url }));
  deepStrictEqual([(await n.state("wrong")).error, (await n.state("wrong")).ended], [null, [
    "posted",
  ]]);
  const rows = await n.sql`select coalesce(string_agg(m::text, ''), '') as all from ops.messages m`;
  doesNotMatch(rows[0]!.all, /hidden/);
});

Deno.test("a crash between the answer and its record sends the same message again", async () => {
  await using n = await notifying();
  await using mailgun = peer(() => Response.json({ id: "<m1@mg.example.com>" }));
  await n.notify("crash", { peer: "mail", address: "ann@example.com" });
  await n.emit("things/1");
  let claims = 0;
  const killed = {
    ...n.queue,
    claim: async () => claims++ === 0 ? await n.queue.claim() : null,
    record: () => new Promise<void>(() => {}),
  };
  const dead = n.tell(peersAt({ mailgun: mailgun.url }), killed);
  await eventually("it was sent", () => mailgun.requests.length === 1);
  await n.hurry();
  await n.tell(peersAt({ mailgun: mailgun.url }));
  const ids = await Promise.all(
    mailgun.requests.map(async ({ body, headers }) =>
      (await new Response(body, { headers }).formData()).get("h:Message-Id")
    ),
  );
  deepStrictEqual([ids.length, ids[0]], [2, ids[1]]);
  deepStrictEqual((await n.state("crash")).ended, ["posted"]);
  void dead;
});

Deno.test("two senders tell each thing once, in order", async () => {
  await using n = await notifying();
  await using slack = slackOk();
  for (const name of ["left", "right"]) await n.notify(name, { most_per_hour: 100 });
  await n.emit("things/", 20);
  const peers = peersAt({ slack: slack.url });
  await Promise.all([n.tell(peers), n.tell(peers), n.tell(peers)]);
  const texts = bodies(slack.requests).map(({ text }) => text);
  deepStrictEqual([texts.length, new Set(texts).size], [40, 20]);
});

Deno.test("what is above the limit of an hour is told in one message", async () => {
  await using n = await notifying();
  await using slack = slackOk();
  await n.notify("flood", { most_per_hour: 3 });
  await n.emit("things/", 315);
  await n.tell(peersAt({ slack: slack.url }));
  await n.tell(peersAt({ slack: slack.url }));
  strictEqual(slack.requests.length, 3);
  await n.sql`
    update ops.messages set ended_at = ended_at - interval '1 hour' where notification = 'flood'`;
  await n.sql`
    update ops.news set due_at = clock_timestamp() where notification = 'flood' and message is null`;
  await n.tell(peersAt({ slack: slack.url }));
  strictEqual(bodies(slack.requests).at(-1).text, "And 312 more");
  strictEqual(slack.requests.length, 4);
});

Deno.test("a peer that is not configured is skipped, and says so", async () => {
  await using n = await notifying();
  await n.notify("absent");
  await n.emit("things/", 2);
  await n.tell(peersAt({}));
  const { error, ended, pause } = await n.state("absent");
  deepStrictEqual([error, ended, pause], [
    {
      code: "message_peer_absent",
      detail: "Cannot tell anybody: SLACK_BOT_TOKEN and SLACK_CHANNEL are not set.",
    },
    ["skipped", "skipped"],
    null,
  ]);
  const [found] = await n.sql`select state from control.v_findings where name = 'untold'`;
  strictEqual(found!.state, "warning");
});

Deno.test("the database has the function called for it", async () => {
  await using n = await notifying();
  await n.notify("called");
  await n.emit("things/1");
  await n.sql`update ops.work_kinds set path = 'events-send/messages' where kind = 'notify'`;
  await eventually("the stack, which has no peer, has skipped it", async () => {
    await n.sql`select ops.wake_notifications(), ops.tick()`;
    return (await n.state("called")).ended[0] === "skipped";
  });
});
