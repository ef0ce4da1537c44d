import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readConfig } from "../config.ts";

const required = {
  SUPABASE_DB_URL: "postgresql://postgres:postgres@127.0.0.1/postgres",
  SEED_RUN_TOKEN: "token",
};
const read = (env: Record<string, string>) => readConfig({ ...required, ...env });

Deno.test("readConfig() has Mailgun once key and domain are there, in the account's region", () => {
  strictEqual(read({ MAILGUN_API_KEY: "key" }).mailgun, undefined);
  strictEqual(read({ MAILGUN_DOMAIN: "mg.example.com" }).mailgun, undefined);
  const given = { MAILGUN_API_KEY: "key", MAILGUN_DOMAIN: "mg.example.com" };
  const { url, from } = read(given).mailgun!;
  deepStrictEqual([url, from], ["https://api.mailgun.net", "postmaster@mg.example.com"]);
  strictEqual(read({ ...given, MAILGUN_REGION: "eu" }).mailgun!.url, "https://api.eu.mailgun.net");
  const own = read({ ...given, MAILGUN_API_URL: "http://127.0.0.1:1/" }).mailgun!;
  strictEqual(own.url, "http://127.0.0.1:1");
});

Deno.test("readConfig() takes Mattermost's bot before its webhook", () => {
  const webhook = { MATTERMOST_WEBHOOK_URL: "https://chat.example.com/hooks/x" };
  const bot = {
    MATTERMOST_URL: "https://chat.example.com/",
    MATTERMOST_BOT_TOKEN: "token",
    MATTERMOST_CHANNEL_ID: "a".repeat(26),
  };
  deepStrictEqual(Object.keys(read(webhook).mattermost!), ["webhook"]);
  deepStrictEqual(Object.keys(read({ ...webhook, ...bot }).mattermost!), [
    ...["url", "channel", "token"],
  ]);
  strictEqual(read({ MATTERMOST_URL: bot.MATTERMOST_URL }).mattermost, undefined);
});
