import type { MessageToSend } from "../database/notifications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { sendMail } from "../mailgun/send_mail.ts";
import { postMessage as postToMattermost } from "../mattermost/post_message.ts";
import { mailHtml } from "../messages/mail_html.ts";
import { mattermostText } from "../messages/mattermost_text.ts";
import type { Message } from "../messages/message.ts";
import { plainText } from "../messages/plain_text.ts";
import { slackBlocks } from "../messages/slack_blocks.ts";
import { postMessage as postToSlack } from "../slack/post_message.ts";

type Carry = (
  deps: Deps,
  told: MessageToSend,
  message: Message,
  signal: AbortSignal,
) => Promise<string | undefined>;

/** Sends a message by its peer. @returns the peer's id of it, where that tells one @throws {AppError} message_… */
export const carry: Record<MessageToSend["peer"], Carry> = {
  slack({ config: { slack } }, { address, thread }, message, signal) {
    if (!slack) throw absent("SLACK_BOT_TOKEN and SLACK_CHANNEL are");
    const to = { ...slack, channel: address ?? slack.channel };
    const { subject: text } = message;
    const blocks = slackBlocks(message);
    return postToSlack(to, { text, blocks, thread: thread ?? undefined }, signal);
  },

  mattermost({ config: { mattermost } }, { id, address, thread }, message, signal) {
    if (!mattermost) throw absent("MATTERMOST_WEBHOOK_URL, or its URL, token and channel, are");
    const hasOneChannel = "webhook" in mattermost;
    if (hasOneChannel && address) {
      throw absent(
        "For another channel than the webhook's MATTERMOST_URL, its token and channel are",
      );
    }
    const to = hasOneChannel
      ? mattermost
      : { ...mattermost, channel: address ?? mattermost.channel };
    const text = mattermostText(message);
    return postToMattermost(to, { id, text, thread: thread ?? undefined }, signal);
  },

  mail({ config: { mailgun } }, { id, address, thread, isProduction }, message, signal) {
    if (!mailgun || !address) throw absent("MAILGUN_API_KEY and MAILGUN_DOMAIN are");
    return sendMail(mailgun, {
      ...{ id, to: address, subject: message.subject, thread: thread ?? undefined },
      ...{ text: plainText(message), html: mailHtml(message), isTest: !isProduction },
    }, signal);
  },
};

function absent(keys: string): AppError {
  return new AppError("message_peer_absent", `Cannot tell anybody: ${keys} not set.`);
}
