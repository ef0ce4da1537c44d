/** What is told, whatever carries it; every text is plain. */
export interface Message {
  subject: string;
  paragraphs: string[];
  /** What it is about, each with its name. */
  facts: [name: string, value: string][];
  /** Where to go on. */
  link?: { label: string; url: string };
  /** Why the reader got it. */
  footer: string;
  /** As HTML has it: `en`, `de`. */
  language: string;
}

/** Without `language`, which is that of the words. */
export type Words = Omit<Message, "language">;

/** What a message says of its facts, in each language that somebody has written; English is always there. */
export type Template<Facts> =
  & { en: (facts: Facts) => Words }
  & Record<string, (facts: Facts) => Words>;

/** A message in a language as Odoo (`de_CH`) or HTML (`de-CH`) names it, or in English. */
export function written<Facts>(
  template: Template<Facts>,
  language: string,
  facts: Facts,
): Message {
  const [spoken] = language.toLowerCase().split(/[_@-]/);
  const known = spoken !== undefined && Object.hasOwn(template, spoken) ? spoken : "en";
  return { ...template[known]!(facts), language: known };
}
