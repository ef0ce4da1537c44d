import type { Message } from "./message.ts";

/** Slack refuses a message with a longer header, more fields of a section, or a longer one. */
const most = { header: 150, fields: 10, field: 2000 };

/** A message as Slack's Block Kit has it. */
export function slackBlocks({ subject, paragraphs, facts, link }: Message): unknown[] {
  const shown = facts.slice(0, most.fields);
  return [
    { type: "header", text: { type: "plain_text", text: cut(subject, most.header) } },
    ...paragraphs.map((text) => section(escaped(text))),
    ...shown.length > 0
      ? [{ type: "section", fields: shown.map(([name, value]) => mrkdwn(field(name, value))) }]
      : [],
    ...link ? [section(`<${escaped(link.url)}|${escaped(link.label)}>`)] : [],
  ];
}

const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const field = (name: string, value: string) =>
  cut(`*${escaped(name)}*\n${escaped(value)}`, most.field);

/** The three characters with which Slack makes links and mentions. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
