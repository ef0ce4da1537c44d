import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { isDataError } from "../../odoo/faults.ts";
import { isId } from "../../odoo/kinds.ts";
import type { Domain } from "../../odoo/types.ts";
import { text } from "../../odoo/values.ts";
import type { Languages, OdooSession } from "./odoo_session.ts";

type Asked = Pick<OdooClient, "languages">;

/**
 * The seeds' language and the others that are active in an Odoo; nothing is asked of it where they
 * are known. @throws {AppError} misconfigured, when the seeds' is not active
 */
export async function readLanguages(
  client: Asked,
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
  return { seeds, others: active.filter((code) => code !== seeds) };
}

/** Learns of languages that people have and that were not active a while ago; returns whether there are any. */
export async function learnLanguages(session: OdooSession, spoken: string[]): Promise<boolean> {
  const { client, languages } = session;
  const known = [languages.seeds, ...languages.others];
  if (spoken.every((code) => known.includes(code))) return false;
  const active = await client.languages(true);
  languages.others = active.filter((code) => code !== languages.seeds);
  return languages.others.some((code) => !known.includes(code));
}

/** What a record is called in other languages, by their codes; only where it is another name. */
export type Translations = Record<string, string>;

/**
 * The names of the records of a domain in all languages but the seeds', by id: one call for each,
 * none where there is no other.
 */
export async function readTranslations(
  session: OdooSession,
  model: string,
  domain: Domain,
): Promise<Map<number, Translations>> {
  const { languages } = session;
  const translations = new Map<number, Translations>();
  const read = await Promise.all(languages.others.map(async (lang) => {
    return { lang, records: await readIn(session, lang, model, domain) };
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

async function readIn(session: OdooSession, lang: string, model: string, domain: Domain) {
  const { client, languages, readContext } = session;
  const query = { domain, fields: ["name"], order: "id", context: { ...readContext, lang } };
  try {
    return await client.searchRead(model, query);
  } catch (error) {
    // Odoo refuses a language that is not active any more.
    if (!isDataError(error) || (await client.languages(true)).includes(lang)) throw error;
    languages.others = languages.others.filter((code) => code !== lang);
    return [];
  }
}
