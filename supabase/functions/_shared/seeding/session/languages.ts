import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { inLanguage } from "../../odoo/contexts.ts";
import { isDataError } from "../../odoo/faults.ts";
import { isId } from "../../odoo/kinds.ts";
import type { Context, Domain } from "../../odoo/types.ts";
import { text } from "../../odoo/values.ts";

/** The languages of an Odoo, as codes: the one that the seeds speak, and the others that are active there. */
export class Languages {
  readonly seeds: string;
  #others: readonly string[] = [];

  constructor(seeds: string, active: string[]) {
    this.seeds = seeds;
    this.learn(active);
  }

  get others(): readonly string[] {
    return this.#others;
  }

  /** Takes in which are active; returns whether one is among them that was not known. */
  learn(active: string[]): boolean {
    const known = this.#others;
    this.#others = active.filter((code) => code !== this.seeds);
    return this.#others.some((code) => !known.includes(code));
  }

  /** Takes in that one is not active any more. */
  forget(lang: string): void {
    this.#others = this.#others.filter((code) => code !== lang);
  }
}

/** An Odoo with the languages that it has, as far as is known. */
interface Polyglot {
  client: Pick<OdooClient, "languages" | "searchRead">;
  languages: Languages;
  readContext: Context;
}

/**
 * The seeds' language and the others that are active in an Odoo; nothing is asked of it where they
 * are known. @throws {AppError} misconfigured, when the seeds' is not active
 */
export async function readLanguages(
  client: Pick<OdooClient, "languages">,
  binding: string,
  seeds: string,
): Promise<Languages> {
  let active = await client.languages();
  if (!active.includes(seeds)) active = await client.languages(true);
  if (!active.includes(seeds)) {
    const detail = `Cannot speak ${seeds} to Odoo, as binding ${binding} says: ` +
      `the languages that are active there are ${active.join(", ")}.`;
    throw new AppError("misconfigured", detail, {
      suggestion:
        "Set the binding's lang to the one that the seeds are written in, or activate it in Odoo.",
    });
  }
  return new Languages(seeds, active);
}

/** Learns of languages that people have and that were not active a while ago; returns whether there are any. */
export async function learnLanguages(odoo: Polyglot, spoken: string[]): Promise<boolean> {
  const { client, languages } = odoo;
  const known = [languages.seeds, ...languages.others];
  if (spoken.every((code) => known.includes(code))) return false;
  return languages.learn(await client.languages(true));
}

/** What a record is called in other languages, by their codes; only where it is another name. */
export type Translations = Record<string, string>;

/**
 * The names of the records of a domain in all languages but the seeds', by id: one call for each,
 * none where there is no other.
 */
export async function readTranslations(
  odoo: Polyglot,
  model: string,
  domain: Domain,
): Promise<Map<number, Translations>> {
  const translations = new Map<number, Translations>();
  const read = await Promise.all(odoo.languages.others.map(async (lang) => {
    return { lang, records: await readIn(odoo, lang, model, domain) };
  }));
  for (const { lang, records } of read) {
    for (const { id, name } of records) {
      const read = text(name);
      if (!isId(id) || read === null) continue;
      translations.set(id, { ...translations.get(id), [lang]: read });
    }
  }
  return translations;
}

async function readIn(odoo: Polyglot, lang: string, model: string, domain: Domain) {
  const { client, languages, readContext } = odoo;
  const query = { domain, fields: ["name"], order: "id", context: inLanguage(readContext, lang) };
  try {
    return await client.searchRead(model, query);
  } catch (error) {
    // Odoo refuses a language that is not active any more.
    if (!isDataError(error) || (await client.languages(true)).includes(lang)) throw error;
    languages.forget(lang);
    return [];
  }
}
