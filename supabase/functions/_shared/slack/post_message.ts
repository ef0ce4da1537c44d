import { AppError } from "../errors.ts";
import { isFinalStatus } from "../outside/final_status.ts";
import { masked } from "../outside/masked.ts";
import { membersOf } from "../outside/members.ts";
import { post } from "../outside/post.ts";
import type { Secret } from "../secret.ts";

export interface Slack {
  /** `https://slack.com/api`, but for tests. */
  url: string;
  channel: string;
  token: Secret;
}

export interface SlackMessage {
  /** What notifications show, and whoever cannot show blocks. */
  text: string;
  blocks: unknown[];
  /** `ts` of the message in whose thread it goes. */
  thread?: string;
}

/** Errors of a 200 that say: later. */
const passing = [
  "fatal_error",
  "internal_error",
  "ratelimited",
  "rate_limited",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
];

/**
 * Writes into a channel (chat.postMessage). @returns the message's `ts`, to write into its thread
 * @throws {AppError} message_failed, which another try may mend; message_refused
 */
export async function postMessage(
  { url, channel, token }: Slack,
  { text, blocks, thread }: SlackMessage,
  signal: AbortSignal,
): Promise<string> {
  const answer = await post(`${url}/chat.postMessage`, {
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      "content-type": "application/json; charset=utf-8",
    },
    body: JSON.stringify({ channel, text, blocks, thread_ts: thread, unfurl_links: false }),
    signal,
  });
  // An error is a 200, too.
  const said = membersOf(answer.text) as { ok?: boolean; ts?: string; error?: string };
  const { ok, ts, error } = said;
  if (answer.status === 200 && ok && ts !== undefined) return ts;
  const isFinal = error === undefined ? isFinalStatus(answer.status) : !passing.includes(error);
  const why = error ?? `${answer.status || "no answer"}: ${masked(answer.text, [token])}`;
  throw new AppError(
    isFinal ? "message_refused" : "message_failed",
    `Cannot write into Slack's channel ${channel}: ${why}.`,
    { extra: { again_in: answer.againIn } },
  );
}
