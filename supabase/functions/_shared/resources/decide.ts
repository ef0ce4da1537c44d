import { asCaller } from "../database/api.ts";
import { deciderOf } from "../decision_token.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { approve } from "./operation_requests.ts";
import { uncached } from "./respond.ts";
import type { Asked, Work } from "./route.ts";

/** Shows what a link is about. @throws {AppError} unauthorized for a link that is none; as SQL refuses it */
export const preview: Work = async (asked) => {
  const { ask, args } = await asDecider(asked);
  return uncached(await ask("get_operation", args));
};

/** Decides on it. @throws {AppError} unauthorized for a link that is none; as SQL refuses it */
export const decide: Work = async (asked) => {
  const own = await asDecider(asked);
  if (asked.args.decision === "approve") return await approve(own);
  return uncached(await own.ask("refuse_operation", own.args));
};

/** What is asked, as the person of the token, about its operation and no other. */
async function asDecider({ args: { token, reason }, ...asked }: Asked): Promise<Asked> {
  const { deps, requestId } = asked;
  const { operation, person, until } = await decider(deps, String(token));
  const exp = until.getTime() / 1000;
  const caller = { role: "authenticated", sub: person, exp, request_id: requestId };
  return { ...asked, ask: asCaller(() => deps.sql, caller), args: { id: operation, reason } };
}

async function decider({ config }: Deps, token: string) {
  const known = await deciderOf(config.functionsSecrets, token);
  if (known) return known;
  throw new AppError("unauthorized", "Cannot decide: the link is none of ours, or has expired.", {
    suggestion: "Sign in, and decide there: ocp operation approve <id>.",
  });
}
