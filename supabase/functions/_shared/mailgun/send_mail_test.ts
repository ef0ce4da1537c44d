import { deepStrictEqual, doesNotMatch, rejects, strictEqual } from "node:assert/strict";
import type { AppError } from "../errors.ts";
import { peer } from "../outside/fake_peer.ts";
import { Secret } from "../secret.ts";
import { sendMail } from "./send_mail.ts";

const key = new Secret("key-hidden");
const mail = {
  ...{ to: "ann@example.com", subject: "Ready", text: "It is.", html: "<p>It is.</p>" },
  ...{ id: "step-1", isTest: true },
};
const account = (url: string) => ({ url, domain: "mg.example.com", from: "a@mg.example.com", key });
const signal = () => AbortSignal.timeout(5000);

Deno.test("sendMail() sends once, as Mailgun takes it", async () => {
  await using mailgun = peer(async (request) => {
    const form = Object.fromEntries(await request.formData());
    return Response.json({ id: "<1@mg>", message: "Queued. Thank you.", form });
  });
  strictEqual(await sendMail(account(mailgun.url), mail, signal()), "<1@mg>");
  const [{ method, path, headers, body }] = mailgun.requests as [typeof mailgun.requests[0]];
  deepStrictEqual([method, path], ["POST", "/v3/mg.example.com/messages"]);
  strictEqual(headers.get("authorization"), `Basic ${btoa("api:key-hidden")}`);
  const form = await new Response(body, { headers }).formData();
  deepStrictEqual(Object.fromEntries(form), {
    from: "a@mg.example.com",
    to: "ann@example.com",
    subject: "Ready",
    text: "It is.",
    html: "<p>It is.</p>",
    "h:Message-Id": "<step-1@mg.example.com>",
    "o:tracking": "no",
    "o:testmode": "yes",
  });
});

Deno.test("sendMail() delivers in production", async () => {
  await using mailgun = peer(() => Response.json({ id: "<2@mg>" }));
  await sendMail(account(mailgun.url), { ...mail, isTest: false }, signal());
  const [{ headers, body }] = mailgun.requests as [typeof mailgun.requests[0]];
  strictEqual((await new Response(body, { headers }).formData()).has("o:testmode"), false);
});

Deno.test("sendMail() tells what another try may mend from what it does not, and no key", async () => {
  const cases: [answer: () => Response, code: string][] = [
    [() => new Response("Forbidden key-hidden", { status: 401 }), "message_refused"],
    [() => Response.json({ message: "to is not valid" }, { status: 400 }), "message_refused"],
    [() => Response.json({ message: "slow" }, { status: 429 }), "message_failed"],
    [() => new Response("oops", { status: 502 }), "message_failed"],
    [() => new Response(null, { status: 302, headers: { location: "/" } }), "message_failed"],
  ];
  for (const [answer, code] of cases) {
    await using mailgun = peer(answer);
    await rejects(sendMail(account(mailgun.url), mail, signal()), (error: AppError) => {
      strictEqual(error.code, code);
      doesNotMatch(error.detail, /hidden/);
      return true;
    });
    strictEqual(mailgun.requests.length, 1);
  }
  await rejects(sendMail(account("http://127.0.0.1:1"), mail, signal()), {
    code: "message_failed",
  });
});
