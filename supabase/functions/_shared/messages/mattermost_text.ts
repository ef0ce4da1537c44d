import type { Message } from "./message.ts";

/** A message in Mattermost's Markdown. */
export function mattermostText({ subject, paragraphs, facts, link }: Message): string {
  return [
    `**${literal(subject)}**`,
    ...paragraphs.map(literal),
    facts.map(([name, value]) => `- ${literal(name)}: ${literal(value)}`).join("\n"),
    link ? `[${literal(link.label)}](${encodeURI(link.url).replaceAll(")", "%29")})` : "",
  ].filter(Boolean).join("\n\n");
}

/** Nothing that a tenant is called makes a link, a heading, a picture or calls everybody. */
function literal(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~]/g, "\\$&").replace(/@(?=\w)/g, "@\u200b");
}
