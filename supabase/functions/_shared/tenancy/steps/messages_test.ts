import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { peer } from "../../outside/fake_peer.ts";
import { Secret } from "../../secret.ts";
import type { Work } from "../tenant/step.ts";
import { announce } from "./announce.ts";
import { welcomeMail } from "./welcome_mail.ts";

const now = new Date("2026-03-01T12:00:00Z");

function workWith(config: object, more: object = {}): Work {
  const sql = () => Promise.resolve([{ provider: "Northwind", language: "de_DE" }]);
  return {
    deps: { config: { defaultOdoo: { url: "https://odoo.test" }, ...config }, sql, now: () => now },
    stepId: "step-1",
    startedAt: now,
    tenant: { ...{ id: "t", slug: "acme", name: "Acme" }, admin_email: "ann@example.com" },
    operation: { kind: "create", requested_by: "ben@example.com" },
    ...more,
  } as unknown as Work;
}

const mailgun = (url: string) => ({
  mailgun: { url, domain: "mg.example.com", from: "a@mg.example.com", key: new Secret("key") },
});
const slack = (url: string) => ({ slack: { url, channel: "C1", token: new Secret("xoxb") } });

Deno.test("welcomeMail writes in the tenant's language, and delivers outside of production nothing", async () => {
  await using server = peer(() => Response.json({ id: "<1@mg>" }));
  const work = workWith(mailgun(server.url));
  deepStrictEqual(await welcomeMail.observe(work), { is: "absent" });
  deepStrictEqual(await welcomeMail.apply(work), { output: { welcome_mail: "<1@mg>" } });
  const [{ headers, body }] = server.requests as [typeof server.requests[0]];
  const form = await new Response(body, { headers }).formData();
  deepStrictEqual([form.get("subject"), form.get("to"), form.get("o:testmode")], [
    ...["Odoo für Acme ist bereit", "ann@example.com", "yes"],
  ]);
});

Deno.test("welcomeMail tries for ten minutes, and then goes on without", async () => {
  await using server = peer(() => new Response("down", { status: 503 }));
  const config = mailgun(server.url);
  deepStrictEqual(await welcomeMail.apply(workWith(config)), { lookAgainIn: 30 });
  const startedAt = new Date(now.getTime() - 600_000);
  const { output } = await welcomeMail.apply(workWith(config, { startedAt })) as {
    output: { welcome_mail: { not_sent: string } };
  };
  match(output.welcome_mail.not_sent, /through Mailgun: 503: down$/);
});

Deno.test("welcomeMail goes on without once it is refused: nobody loses a tenant over an address", async () => {
  await using server = peer(() => Response.json({ message: "'to' is bad" }, { status: 400 }));
  deepStrictEqual(await welcomeMail.apply(workWith(mailgun(server.url))), {
    output: { welcome_mail: { not_sent: "Cannot send a mail through Mailgun: 400: 'to' is bad" } },
  });
});

Deno.test("announce tells every channel that is configured", async () => {
  await using chat = peer(({ url }) =>
    url.endsWith("chat.postMessage") ? Response.json({ ok: true, ts: "1.2" }) : new Response("ok")
  );
  const webhook = new Secret(`${chat.url}/hooks/x`);
  const config = { ...slack(chat.url), mattermost: { webhook } };
  deepStrictEqual(await announce.apply(workWith(config)), {
    output: { announced: { slack: "1.2", mattermost: null } },
  });
  for (const { body } of chat.requests) match(body, /Acme: create is done/);
  const gone = { operation: { kind: "purge", requested_by: "ben@example.com" } };
  await announce.apply(workWith(slack(chat.url), gone));
  strictEqual(chat.requests.at(-1)!.body.includes("odoo.test"), false);
});

Deno.test("announce waits as long as a channel asks it to", async () => {
  const busy = { status: 429, headers: { "retry-after": "90" } };
  await using chat = peer(() => new Response("", busy));
  deepStrictEqual(await announce.apply(workWith(slack(chat.url))), { lookAgainIn: 90 });
});

Deno.test("announce tries again while no channel has it, and tells none twice", async () => {
  let slackIsUp = false;
  await using chat = peer(({ url }) => {
    if (!url.endsWith("chat.postMessage")) return new Response("down", { status: 503 });
    return slackIsUp ? Response.json({ ok: true, ts: "1.2" }) : new Response("", { status: 502 });
  });
  const webhook = new Secret(`${chat.url}/hooks/x`);
  const work = workWith({ ...slack(chat.url), mattermost: { webhook } });
  deepStrictEqual(await announce.apply(work), { lookAgainIn: 30 });
  slackIsUp = true;
  const { output } = await announce.apply(work) as {
    output: { announced: { slack: string; mattermost: { not_sent: string } } };
  };
  strictEqual(output.announced.slack, "1.2");
  match(output.announced.mattermost.not_sent, /Mattermost/);
});

Deno.test("welcomeMail and announce are skipped where no peer is configured, and say what is not set", async () => {
  const work = workWith({});
  const found = [await welcomeMail.observe(work), await announce.observe(work)];
  deepStrictEqual(found, [
    { is: "skipped", why: "MAILGUN_API_KEY and MAILGUN_DOMAIN are not set." },
    { is: "skipped", why: "No channel of Slack or Mattermost is set." },
  ]);
});
