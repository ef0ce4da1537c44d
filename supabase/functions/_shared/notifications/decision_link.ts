import type { MessageQueue, MessageToSend } from "../database/notifications.ts";
import { decisionToken } from "../decision_token.ts";
import type { Deps } from "../deps.ts";
import type { DecisionLink } from "../messages/templates/operation.ts";

/**
 * Where the reader of a mail decides on what waits for a second person: given to a person alone whose
 * address it is, since who has the link is taken for them. The token stands behind #: no server is sent it.
 */
export async function decisionLink(
  { config: { consoleUrl, functionsSecrets: [secret] } }: Deps,
  queue: MessageQueue,
  { peer, address, form, events }: MessageToSend,
): Promise<DecisionLink | undefined> {
  const last = events.at(-1);
  const waits = form === "news" && last?.type === "operation.waiting_for_approval";
  const operation = last?.data.id;
  if (!waits || peer !== "mail" || typeof operation !== "string" || !address) return undefined;
  if (!consoleUrl || !secret) return undefined;
  const decider = await queue.decider(operation, address);
  if (!decider) return undefined;
  const token = await decisionToken(secret, decider);
  const until = `${decider.until.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return { url: `${consoleUrl}/decide.html#${token}`, until };
}
