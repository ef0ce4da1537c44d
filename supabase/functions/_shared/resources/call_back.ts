import { callbackSecret, callbackStep } from "../callback_token.ts";
import type { Deps } from "../deps.ts";
import { textBody } from "../http/json_body.ts";
import { noSuchPath } from "../http/no_route.ts";
import { isSigned, requireWebhook } from "../http/signature.ts";
import { uncached } from "./respond.ts";
import type { Work } from "./route.ts";

/** Takes what an outside system says about a step. @throws {AppError} not_found for a token that is none, unauthorized for a signature that is none */
export const callBack: Work = async ({ deps, ask, args: { token, ...said }, request }) => {
  const step = await callbackStep(deps.config.functionsSecrets, String(token));
  const facts = step === undefined ? await signed(deps, String(token), request) : { step };
  return uncached(await ask("call_back", said, { facts }));
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The step that an address names, and the id of what was signed, which is taken once. */
async function signed({ config, now }: Deps, step: string, request: Request) {
  if (!uuid.test(step) || !isSigned(request.headers)) throw noSuchPath();
  const webhook_id = requireWebhook(
    { headers: request.headers, body: await textBody(request) },
    config.functionsSecrets.map((secret) => callbackSecret(secret, step)),
    now(),
    "Sign it with the callback_secret of this step, at the time it is sent.",
  );
  return { step, webhook_id };
}
