import { callbackStep } from "../callback_token.ts";
import { noSuchPath } from "../http/no_route.ts";
import type { Work } from "./route.ts";

/** Takes what an outside system says about a step. @throws {AppError} not_found for a token that is none */
export const callBack: Work = async ({ deps, ask, args: { token, ...said } }) => {
  const step = await callbackStep(deps.config.functionsSecrets, String(token));
  if (step === undefined) throw noSuchPath();
  return new Response(await ask("call_back", said, { facts: { step } }), {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
};
