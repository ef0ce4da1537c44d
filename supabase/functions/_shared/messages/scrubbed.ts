import { oneLine } from "../one_line.ts";

/** What looks like a secret: no event has one, and should one ever, no message passes it on. */
const secrets = [
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
  /\b(?:xox[abprs]-|whsec_|gh[pousr]_|github_pat_|sb_secret_|ocp_|key-)[\w+/=-]{6,}/g,
  /(?<=\b(?:bearer|basic) )[\w.+/=-]{8,}/gi,
  /(?<=\b(?:password|passwd|secret|token|api[_ -]?key)["']?\s*[:=]\s*["']?)[^\s"',;]{4,}/gi,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g,
];

/** A text of an event, as a message shows it: in one line, cut, with `***` for what looks like a secret. */
export function scrubbed(text: string): string {
  return oneLine(secrets.reduce((left, secret) => left.replace(secret, "***"), text));
}
