import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { MessageToSend, ToldEvent } from "../database/notifications.ts";
import { mailHtml } from "../messages/mail_html.ts";
import { plainText } from "../messages/plain_text.ts";
import { slackBlocks } from "../messages/slack_blocks.ts";
import { write } from "./write.ts";

const event = (type: string, data: Record<string, unknown> = {}): ToldEvent => ({
  ...{ type, subject: "operations/1", tenant: "acme", at: "2026-11-30T12:00:00Z", data },
});
const told = (events: ToldEvent[], changes: Partial<MessageToSend> = {}): MessageToSend => ({
  ...{ id: "m", notification: "ops", peer: "slack", address: null, form: "news", closes: false },
  ...{ thread: null, language: "en", count: events.length, events, isProduction: true },
  types: { [events[0]!.type]: events.length },
  ...changes,
});
const found = event("drift.found", {
  ...{ binding: "acme", count: 2, open: 5 },
  first: [{ external_ref: "YEAR/count", field: "name" }, { external_ref: "YEAR" }],
});
const failed = event("operation.failed", {
  ...{ id: "1", type: "backup", requested_by: "ann@example.com" },
  error: { code: "x", detail: "Cannot back up acme: password=hidden99 is wrong.", step: "backup" },
});

Deno.test("write() tells drift: what is new, what is gone, and how much there is", () => {
  const { subject, facts } = write(told([found]));
  strictEqual(subject, "2 new differences in acme");
  deepStrictEqual(facts, [
    ["New", "2"],
    ["Now", "5"],
    ["First", "YEAR/count name, YEAR"],
    ["Look", "ocp drift --binding acme"],
  ]);
  const gone = (count: number, open: number) =>
    event("drift.gone", { binding: "acme", count, open, first: [] });
  strictEqual(write(told([gone(1, 4)])).subject, "1 difference is gone in acme");
  strictEqual(write(told([found, gone(5, 0)])).subject, "No drift is left in acme");
});

Deno.test("write() tells an operation by the last of its events, without any secret", () => {
  const message = write(told([event("operation.requested", { type: "backup" }), failed]));
  strictEqual(message.subject, "acme: backup has failed");
  deepStrictEqual(message.facts, [
    ["Step", "backup"],
    ["Asked for by", "ann@example.com"],
    ["Look", "ocp operation logs 1"],
  ]);
  for (
    const shown of [plainText(message), mailHtml(message), JSON.stringify(slackBlocks(message))]
  ) {
    doesNotMatch(shown, /hidden99/);
    match(shown, /Cannot back up acme/);
  }
});

Deno.test("write() has each type of events in English and German, and English otherwise", () => {
  const page = new URL("../../../../docs/event-types.md", import.meta.url);
  const types = [...Deno.readTextFileSync(page).matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)];
  ok(types.length >= 40, `${types.length}`);
  for (const [, type] of types) {
    const data = { ...found.data, state: "degraded", detail: "slow" };
    const [english, german, french] = ["en_US", "de_DE", "fr"].map((language) =>
      write(told([event(type!, data)], { language }))
    );
    deepStrictEqual([english!.language, german!.language, french!.language], ["en", "de", "en"]);
    ok(english!.subject !== german!.subject, type);
    doesNotMatch(`${english!.subject} ${german!.subject}`, /undefined|null|\w+\.\w+_?\w*:/, type);
  }
});

Deno.test("write() makes one message of many", () => {
  const types = { "drift.found": 2, "operation.failed": 310 };
  const more = write(told([found, failed], { form: "more", count: 312, types }));
  strictEqual(more.subject, "And 312 more");
  deepStrictEqual(more.paragraphs, ["2 new differences in acme", "acme: backup has failed"]);
  deepStrictEqual(more.facts, [
    ["operation.failed", "310"],
    ["drift.found", "2"],
    ["All of them", "ocp notification news ops"],
  ]);
  const digest = write(told([found], { form: "digest", language: "de" }));
  strictEqual(digest.subject, "1 Ereignis");
});
