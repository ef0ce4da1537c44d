import { deepStrictEqual, doesNotMatch, rejects, strictEqual } from "node:assert/strict";
import type { AppError } from "../errors.ts";
import { peer } from "../outside/fake_peer.ts";
import { Secret } from "../secret.ts";
import { postMessage } from "./post_message.ts";

const token = new Secret("xoxb-hidden");
const to = (url: string) => ({ url, channel: "C1", token });
const signal = () => AbortSignal.timeout(5000);
const message = { text: "Done", blocks: [{ type: "divider" }], thread: "1.2" };

Deno.test("postMessage() writes into a channel of Slack, and knows the message again", async () => {
  await using slack = peer(() => Response.json({ ok: true, channel: "C1", ts: "3.4" }));
  strictEqual(await postMessage(to(slack.url), message, signal()), "3.4");
  const [{ path, headers, body }] = slack.requests as [typeof slack.requests[0]];
  deepStrictEqual([path, headers.get("authorization")], [
    "/chat.postMessage",
    "Bearer xoxb-hidden",
  ]);
  deepStrictEqual(JSON.parse(body), {
    ...{ channel: "C1", text: "Done", blocks: [{ type: "divider" }] },
    ...{ thread_ts: "1.2", unfurl_links: false },
  });
});

Deno.test("postMessage() takes a 200 of Slack for an error where it says so", async () => {
  const cases: [answer: () => Response, code: string][] = [
    [() => Response.json({ ok: false, error: "channel_not_found" }), "message_refused"],
    [() => Response.json({ ok: false, error: "invalid_auth" }), "message_refused"],
    [() => Response.json({ ok: false, error: "internal_error" }), "message_failed"],
    [
      () =>
        Response.json({ ok: false, error: "ratelimited" }, {
          status: 429,
          headers: { "retry-after": "30" },
        }),
      "message_failed",
    ],
    [() => new Response("xoxb-hidden", { status: 503 }), "message_failed"],
    [() => new Response("<html>", { status: 200 }), "message_failed"],
    [() => new Response("no", { status: 404 }), "message_refused"],
  ];
  for (const [answer, code] of cases) {
    await using slack = peer(answer);
    await rejects(postMessage(to(slack.url), message, signal()), (error: AppError) => {
      strictEqual(error.code, code, error.detail);
      doesNotMatch(error.detail, /hidden/);
      return true;
    });
  }
});
