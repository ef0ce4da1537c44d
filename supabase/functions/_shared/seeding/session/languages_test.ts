import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { SearchQuery } from "../../odoo/search_read.ts";
import type { Values } from "../../odoo/types.ts";
import { FakeClient, fault } from "./fake_client.ts";
import { sessionOf } from "./fake_run.ts";
import { Languages, learnLanguages, readLanguages, readTranslations } from "./languages.ts";

/** An Odoo whose records have names by language, and which knows since when it does. */
class Polyglot extends FakeClient {
  active = ["en_US", "fr_FR"];
  /** What was active when somebody last looked. */
  remembered?: string[];

  override languages(afresh = false): Promise<string[]> {
    if (!this.remembered || afresh) {
      this.callCount++;
      this.remembered = [...this.active];
    }
    return Promise.resolve(this.remembered);
  }

  override async searchRead(model: string, query: SearchQuery): Promise<Values[]> {
    const lang = String(query.context?.lang ?? "en_US");
    if (!this.active.includes(lang)) throw fault("data", `Invalid language code: ${lang}`);
    const records = await super.searchRead(model, query);
    return records.map((record) => ({
      ...record,
      name: (record.name as Values)[lang] ?? (record.name as Values).en_US,
    }));
  }
}

function opened(others: string[]) {
  const odoo = new Polyglot();
  odoo.put("project.tags", 5, { name: { en_US: "Tax", fr_FR: "Impôts" } });
  odoo.put("project.tags", 6, { name: { en_US: "Audit" } });
  const session = sessionOf(odoo, { languages: new Languages("en_US", others) });
  return { odoo, session };
}

Deno.test("readLanguages() tells the seeds' language from the others", async () => {
  const odoo = new Polyglot();
  for (const [seeds, other] of [["fr_FR", "en_US"], ["en_US", "fr_FR"]] as const) {
    const languages = await readLanguages(odoo, "b", seeds);
    deepStrictEqual([languages.seeds, languages.others], [seeds, [other]]);
  }
  strictEqual(odoo.callCount, 1);
});

Deno.test("readLanguages() looks again before it refuses a language", async () => {
  const odoo = new Polyglot();
  await odoo.languages();
  odoo.active.push("de_DE");
  const { others } = await readLanguages(odoo, "b", "de_DE");
  deepStrictEqual(others, ["en_US", "fr_FR"]);
  await rejects(readLanguages(odoo, "b", "es_ES"), {
    code: "misconfigured",
    detail: "Cannot speak es_ES to Odoo, as binding b says: " +
      "the languages that are active there are en_US, fr_FR, de_DE.",
  });
});

Deno.test("readTranslations() reads each other language once, and nothing where there is none", async () => {
  const { odoo, session } = opened(["fr_FR"]);
  deepStrictEqual(
    [...await readTranslations(session, "project.tags", [])],
    [[5, { fr_FR: "Impôts" }], [6, { fr_FR: "Audit" }]],
  );
  strictEqual(odoo.callCount, 1);
  session.languages.forget("fr_FR");
  deepStrictEqual([...await readTranslations(session, "project.tags", [])], []);
  strictEqual(odoo.callCount, 1);
});

Deno.test("readTranslations() goes on without a language that was switched off, and tells other faults", async () => {
  const { odoo, session } = opened(["de_DE", "fr_FR"]);
  odoo.remembered = ["de_DE", "en_US", "fr_FR"];
  const translations = await readTranslations(session, "project.tags", []);
  deepStrictEqual(translations.get(5), { fr_FR: "Impôts" });
  deepStrictEqual(session.languages.others, ["fr_FR"]);
  odoo.searchRead = () => Promise.reject(fault("data", "something else"));
  await rejects(readTranslations(session, "project.tags", []), /something else/);
});

Deno.test("learnLanguages() looks again only when somebody speaks one that was not active", async () => {
  const { odoo, session } = opened([]);
  odoo.remembered = ["en_US"];
  strictEqual(await learnLanguages(session, ["en_US"]), false);
  strictEqual(odoo.callCount, 0);
  strictEqual(await learnLanguages(session, ["en_US", "fr_FR"]), true);
  deepStrictEqual(session.languages.others, ["fr_FR"]);
  strictEqual(await learnLanguages(session, ["fr_FR"]), false);
  strictEqual(odoo.callCount, 1);
});
