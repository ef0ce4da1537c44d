import type { Template } from "../message.ts";
import { words } from "./words.ts";

export interface Drift {
  binding: string;
  /** How many differences came since the message before, and how many went. */
  found: number;
  gone: number;
  /** How many there are now. */
  open: number;
  /** The first that came, each as a record and its field. */
  first: string[];
}

/** To whoever watches a binding: what Odoo newly holds otherwise than the seeds say, and that it is mended. */
export const drift: Template<Drift> = {
  en: ({ binding, found, gone, open, first }) => ({
    subject: open === 0
      ? `No drift is left in ${binding}`
      : found > 0
      ? `${counted(found, "new difference", "new differences")} in ${binding}`
      : `${counted(gone, "difference is", "differences are")} gone in ${binding}`,
    paragraphs: [],
    facts: [
      ...when(found > 0, ["New", String(found)]),
      ...when(gone > 0, ["Gone", String(gone)]),
      ["Now", String(open)],
      ...when(first.length > 0, ["First", first.join(", ")]),
      ...when(open > 0, ["Look", `ocp drift --binding ${binding}`]),
    ],
    footer: words.en.footer,
  }),
  de: ({ binding, found, gone, open, first }) => ({
    subject: open === 0
      ? `Keine Abweichung mehr in ${binding}`
      : found > 0
      ? `${counted(found, "neue Abweichung", "neue Abweichungen")} in ${binding}`
      : `${counted(gone, "Abweichung", "Abweichungen")} in ${binding} behoben`,
    paragraphs: [],
    facts: [
      ...when(found > 0, ["Neu", String(found)]),
      ...when(gone > 0, ["Behoben", String(gone)]),
      ["Jetzt", String(open)],
      ...when(first.length > 0, ["Zuerst", first.join(", ")]),
      ...when(open > 0, ["Ansehen", `ocp drift --binding ${binding}`]),
    ],
    footer: words.de.footer,
  }),
};

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function when(is: boolean, fact: [string, string]): [string, string][] {
  return is ? [fact] : [];
}
