import { z } from "zod";
import type { Secret } from "../secret.ts";
import { baseUrl, httpUrl, secret, section } from "./section.ts";

export interface MessagesConfig {
  /** Who carries mail: Mailgun. */
  mailgun?: { url: string; domain: string; from: string; key: Secret };
  /** A channel of Slack, and the bot that writes there. */
  slack?: { url: string; channel: string; token: Secret };
  /** A channel of Mattermost: that of an incoming webhook, or one that a bot writes to. */
  mattermost?:
    | { webhook: Secret }
    | { url: string; channel: string; token: Secret };
}

const regions = { us: "https://api.mailgun.net", eu: "https://api.eu.mailgun.net" };
const domain = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "must be a domain");

/** Peers that carry messages. One is configured once all that it needs is there. */
export const messages = section({
  keys: {
    MAILGUN_API_KEY: secret.optional(),
    MAILGUN_DOMAIN: domain.optional(),
    MAILGUN_FROM: z.string().min(3).optional(),
    MAILGUN_REGION: z.enum(["us", "eu"]).default("us"),
    MAILGUN_API_URL: baseUrl.optional(),
    SLACK_BOT_TOKEN: secret.optional(),
    SLACK_CHANNEL: z.string().min(1).optional(),
    SLACK_API_URL: baseUrl.default("https://slack.com/api"),
    MATTERMOST_WEBHOOK_URL: httpUrl.pipe(secret).optional(),
    MATTERMOST_URL: baseUrl.optional(),
    MATTERMOST_BOT_TOKEN: secret.optional(),
    MATTERMOST_CHANNEL_ID: z.string().regex(/^[a-z0-9]{26}$/, "must be an id").optional(),
  },
  read: (env): MessagesConfig => ({
    mailgun: env.MAILGUN_API_KEY && env.MAILGUN_DOMAIN
      ? {
        url: env.MAILGUN_API_URL ?? regions[env.MAILGUN_REGION],
        domain: env.MAILGUN_DOMAIN,
        from: env.MAILGUN_FROM ?? `postmaster@${env.MAILGUN_DOMAIN}`,
        key: env.MAILGUN_API_KEY,
      }
      : undefined,
    slack: env.SLACK_BOT_TOKEN && env.SLACK_CHANNEL
      ? { url: env.SLACK_API_URL, channel: env.SLACK_CHANNEL, token: env.SLACK_BOT_TOKEN }
      : undefined,
    mattermost: mattermost(env),
  }),
});

function mattermost(env: {
  MATTERMOST_WEBHOOK_URL?: Secret;
  MATTERMOST_URL?: string;
  MATTERMOST_BOT_TOKEN?: Secret;
  MATTERMOST_CHANNEL_ID?: string;
}): MessagesConfig["mattermost"] {
  const { MATTERMOST_URL: url, MATTERMOST_BOT_TOKEN: token, MATTERMOST_CHANNEL_ID: channel } = env;
  // A bot can write into a thread; an incoming webhook cannot.
  if (url && token && channel) return { url, channel, token };
  return env.MATTERMOST_WEBHOOK_URL && { webhook: env.MATTERMOST_WEBHOOK_URL };
}
