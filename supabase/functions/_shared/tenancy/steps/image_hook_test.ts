import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../../secret.ts";
import { callImageHook } from "./image_hook.ts";
import { callbackSecret, callbackStep } from "../../callback_token.ts";
import type { Work } from "../tenant/step.ts";
import { isVersion } from "./upgrade.ts";

const image = { image: "odoo", image_tag: "18.0-20260301", odoo_version: "18.0-20260301" };

const functionsUrl = "https://ref.example.com/functions/v1";
const functionsSecrets = [new Secret("whsec_one")];
const defaultOdoo = { url: "http://odoo.test" };

function workWith(imageHook?: { url: string; token?: Secret }): Work {
  return {
    deps: { config: { imageHook, functionsSecrets, functionsUrl, defaultOdoo } },
    stepId: "11111111-1111-4111-8111-111111111111",
    tenant: { slug: "acme", odoo_url: null },
    operation: { id: "1" },
  } as unknown as Work;
}

type Reported = Record<string, string> & { callback_url: string };

Deno.test("callImageHook() tells the operator's system which image to run", async () => {
  const reported: unknown[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      reported.push([request.headers.get("authorization"), await request.json()]);
      return new Response(null, { status: [204, 503, 403][reported.length - 1] });
    },
  );
  const hook = { url: `http://127.0.0.1:${server.addr.port}/`, token: new Secret("token") };
  strictEqual(await callImageHook(workWith(hook), image), true);
  const [[authorization, { callback_url, signed_callback_url, callback_secret, ...body }]] =
    reported as [[string, Reported]];
  deepStrictEqual([authorization, body], ["Bearer token", {
    ...{ tenant: "acme", odoo_url: "http://odoo.test", operation_id: "1", ...image },
  }]);
  const token = callback_url.slice(`${functionsUrl}/api/callbacks/`.length);
  strictEqual(await callbackStep(functionsSecrets, token), workWith().stepId);
  strictEqual(signed_callback_url, `${functionsUrl}/api/callbacks/${workWith().stepId}`);
  strictEqual(callback_secret, callbackSecret(functionsSecrets[0]!, workWith().stepId).reveal());
  await rejects(callImageHook(workWith(hook), image), { code: "image_hook_failed" });
  await rejects(callImageHook(workWith(hook), image), { code: "image_not_running" });
  const nobody = { url: "http://127.0.0.1:1/" };
  await rejects(callImageHook(workWith(nobody), image), { code: "image_hook_failed" });
});

Deno.test("callImageHook() says when there is no such system", async () => {
  strictEqual(await callImageHook(workWith(), image), false);
});

Deno.test("isVersion() takes every build of a series, and no other one", () => {
  const cases: [reported: string, wanted: string, is: boolean][] = [
    ["18.0-20260301", "18.0", true],
    ["18.0", "18.0", true],
    ["18.0-20260301", "18.0-20260301", true],
    ["18.0-20260302", "18.0-20260301", false],
    ["19.0", "18.0", false],
    ["18.01", "18.0", false],
    ["", "18.0", false],
  ];
  for (const [reported, wanted, is] of cases) {
    strictEqual(isVersion(reported, wanted), is, reported);
  }
});
