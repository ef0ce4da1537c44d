import type { Secret } from "../secret.ts";

const mostChars = 500;

/** What an outside system said, in one line that can be shown: each secret that it quotes is `***`. */
export function masked(said: string, secrets: Secret[]): string {
  const safe = secrets.map((secret) => secret.reveal()).filter((value) => value !== "")
    .reduce((text, value) => text.replaceAll(value, "***"), said);
  const line = safe.replace(/\s+/g, " ").trim();
  return line.length > mostChars ? `${line.slice(0, mostChars)}…` : line;
}
