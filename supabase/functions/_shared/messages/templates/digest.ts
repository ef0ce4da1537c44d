import type { Template } from "../message.ts";
import { words } from "./words.ts";

export interface Digest {
  /** The name of the notification. */
  notification: string;
  /** How many events, and how many of each type. */
  count: number;
  types: [type: string, count: number][];
  /** The subjects of the last messages that it stands for. */
  last: string[];
  /** It is what was above the limit of an hour. */
  isRest: boolean;
}

/** Many events in one message: a digest, or what was above the limit of an hour. */
export const digest: Template<Digest> = {
  en: ({ notification, count, types, last, isRest }) => ({
    subject: isRest ? `And ${count} more` : `${count} ${count === 1 ? "event" : "events"}`,
    paragraphs: last,
    facts: [...counts(types), ["All of them", `ocp notification news ${notification}`]],
    footer: words.en.footer,
  }),
  de: ({ notification, count, types, last, isRest }) => ({
    subject: isRest
      ? `Und ${count} weitere`
      : `${count} ${count === 1 ? "Ereignis" : "Ereignisse"}`,
    paragraphs: last,
    facts: [...counts(types), ["Alle", `ocp notification news ${notification}`]],
    footer: words.de.footer,
  }),
};

/** Slack shows ten facts. */
const most = 8;

function counts(types: Digest["types"]): [string, string][] {
  return types.slice(0, most).map(([type, count]) => [type, String(count)]);
}
