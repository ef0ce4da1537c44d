import { deepStrictEqual, doesNotMatch, rejects, strictEqual } from "node:assert/strict";
import type { AppError } from "../errors.ts";
import { peer } from "../outside/fake_peer.ts";
import { Secret } from "../secret.ts";
import { postMessage } from "./post_message.ts";

const signal = () => AbortSignal.timeout(5000);
const webhook = (url: string) => ({ webhook: new Secret(`${url}/hooks/hidden`) });
const bot = (url: string) => ({ url, channel: "c".repeat(26), token: new Secret("hidden") });

Deno.test("postMessage() writes into a channel of Mattermost by its webhook", async () => {
  await using chat = peer(() => new Response("ok"));
  strictEqual(await postMessage(webhook(chat.url), { text: "Done" }, signal()), undefined);
  const [{ path, body }] = chat.requests as [typeof chat.requests[0]];
  deepStrictEqual([path, JSON.parse(body)], ["/hooks/hidden", { text: "Done" }]);
});

Deno.test("postMessage() writes into a thread of Mattermost as a bot", async () => {
  await using chat = peer(() => Response.json({ id: "p2" }, { status: 201 }));
  strictEqual(
    await postMessage(bot(chat.url), { text: "Done", thread: "p1", id: "m1" }, signal()),
    "p2",
  );
  const [{ path, headers, body }] = chat.requests as [typeof chat.requests[0]];
  deepStrictEqual([path, headers.get("authorization")], ["/api/v4/posts", "Bearer hidden"]);
  deepStrictEqual(JSON.parse(body), {
    ...{ channel_id: "c".repeat(26), message: "Done", root_id: "p1" },
    pending_post_id: "m1",
  });
});

Deno.test("postMessage() tells why Mattermost did not take it, and never the webhook", async () => {
  for (const to of [webhook, bot]) {
    for (const [status, code] of [[403, "message_refused"], [500, "message_failed"]] as const) {
      await using chat = peer(({ url }) => new Response(`hidden ${url}`, { status }));
      await rejects(postMessage(to(chat.url), { text: "Done" }, signal()), (error: AppError) => {
        strictEqual(error.code, code);
        if (to === bot) doesNotMatch(error.detail, /hidden/);
        doesNotMatch(error.detail, /hooks\/hidden/);
        return true;
      });
    }
    const nobody = to("http://127.0.0.1:1");
    await rejects(postMessage(nobody, { text: "Done" }, signal()), (error: AppError) => {
      strictEqual(error.code, "message_failed");
      doesNotMatch(error.detail, /hidden/);
      return true;
    });
  }
});
