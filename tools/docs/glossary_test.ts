import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { ignoreMissing } from "../../stack/missing.ts";
import { root } from "../../stack/paths.ts";
import { schemaFiles } from "../database/sources.ts";

const mostWords = 70;
const row = /^\| \*\*(.+?)\*\* \| .+ \| (.+) \|$/gm;
const inSql = /^(?:ops|odoo_seed|control)\.\w+/;

const text = await Deno.readTextFile(join(root, "docs/glossary.md"));
const words = [...text.matchAll(row)].map(([, word, where]) => ({
  word: word!,
  places: [...where!.matchAll(/`([^`]+)`/g)].map(([, place]) => place!),
}));

/** The files of the schemas that make an object, `schema.name`. */
async function makersOf(object: string): Promise<string[]> {
  const makes = new RegExp(`^create (?:table|view|function) ${object.replace(".", "\\.")}\\b`, "m");
  return (await schemaFiles()).map(({ text }) => text).filter((text) => makes.test(text));
}

/** Whether a table, view, function or column of the schemas is there, or a path of the repository. */
async function exists(place: string): Promise<boolean> {
  if (!inSql.test(place)) {
    return await Deno.stat(join(root, place)).catch(ignoreMissing) !== undefined;
  }
  const [schema, name, column] = place.replace("()", "").split(".");
  const makers = await makersOf(`${schema}.${name}`);
  return makers.some((text) => column === undefined || new RegExp(`\\b${column}\\b`).test(text));
}

Deno.test(`the glossary has ${mostWords} words at most, each once`, () => {
  ok(words.length > 0 && words.length <= mostWords, `${words.length} words`);
  deepStrictEqual(words.length, [...text.matchAll(/^\| \*\*/gm)].length, "rows of another form");
  deepStrictEqual(words.length, new Set(words.map(({ word }) => word)).size);
});

Deno.test("each word of the glossary names a place that exists", async () => {
  const lost: string[] = [];
  for (const { word, places } of words) {
    if (places.length === 0) lost.push(word);
    for (const place of places) if (!await exists(place)) lost.push(`${word}: ${place}`);
  }
  deepStrictEqual(lost, []);
});
