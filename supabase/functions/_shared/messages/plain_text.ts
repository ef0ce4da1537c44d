import type { Message } from "./message.ts";

/** A message as a mail program without HTML shows it. */
export function plainText({ paragraphs, facts, link, footer }: Message): string {
  const parts = [
    ...paragraphs,
    facts.map(([name, value]) => `${name}: ${value}`).join("\n"),
    link && !facts.some(([, value]) => value === link.url) ? `${link.label}: ${link.url}` : "",
    footer && `-- \n${footer}`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}
