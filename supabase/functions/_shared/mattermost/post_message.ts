import { AppError } from "../errors.ts";
import { isFinalStatus } from "../outside/final_status.ts";
import { masked } from "../outside/masked.ts";
import { membersOf } from "../outside/members.ts";
import { type Answer, post } from "../outside/post.ts";
import type { Secret } from "../secret.ts";

/** A channel: that of an incoming webhook, whose URL is a secret, or one that a bot writes to. */
export type Mattermost =
  | { webhook: Secret }
  | { url: string; channel: string; token: Secret };

export interface MattermostMessage {
  /** Markdown. */
  text: string;
  /** Id of the post in whose thread it goes; a webhook writes into none. */
  thread?: string;
  /** Of what is told: a bot that sends it again within half a minute gets the post that is there. */
  id?: string;
}

/**
 * Writes into a channel. @returns the post's id, to write into its thread; undefined by a webhook, which tells none
 * @throws {AppError} message_failed, which another try may mend; message_refused
 */
export async function postMessage(
  to: Mattermost,
  { text, thread, id }: MattermostMessage,
  signal: AbortSignal,
): Promise<string | undefined> {
  const json = { "content-type": "application/json" };
  if ("webhook" in to) {
    const body = JSON.stringify({ text });
    const answer = await post(to.webhook.reveal(), { headers: json, body, signal });
    if (answer.status === 200) return undefined;
    throw refused(answer, [to.webhook]);
  }
  const answer = await post(`${to.url}/api/v4/posts`, {
    headers: { ...json, authorization: `Bearer ${to.token.reveal()}` },
    body: JSON.stringify({
      ...{ channel_id: to.channel, message: text, root_id: thread },
      pending_post_id: id,
    }),
    signal,
  });
  if (answer.status === 201) return (membersOf(answer.text) as { id?: string }).id;
  throw refused(answer, [to.token]);
}

function refused({ status, text, againIn }: Answer, secrets: Secret[]): AppError {
  // Of no answer the reason names the URL, which of a webhook is secret.
  const why = status === 0 ? "no answer" : `${status}: ${masked(text, secrets)}`;
  return new AppError(
    isFinalStatus(status) ? "message_refused" : "message_failed",
    `Cannot write into Mattermost's channel: ${why}.`,
    { extra: { again_in: againIn } },
  );
}
