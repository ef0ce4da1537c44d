import { oneLine } from "../one_line.ts";
import type { Secret } from "../secret.ts";

/** What an outside system said, in one line that can be shown: each secret that it quotes is `***`. */
export function masked(said: string, secrets: Secret[]): string {
  const safe = secrets.map((secret) => secret.reveal()).filter((value) => value !== "")
    .reduce((text, value) => text.replaceAll(value, "***"), said);
  return oneLine(safe);
}
