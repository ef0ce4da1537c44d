import { deepStrictEqual, ok } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { routes } from "./suggestions.ts";

const schemas = new URL("../../../schemas/", import.meta.url);

/** The rules that the views of suggestions give, as their sources say. */
async function rulesOfSql(): Promise<string[]> {
  const found = new Set<string>();
  for (const path of await readdir(schemas, { recursive: true })) {
    if (!path.endsWith(".sql")) continue;
    const text = await readFile(new URL(path, schemas), "utf8");
    // The rules about syncs are what a check-up warns of.
    for (const [, name] of text.matchAll(/select 'sync'(?: as area)?, '([a-z]+)'/g)) {
      if (name !== "well") found.add(`sync_${name}`);
    }
    for (const [view] of text.matchAll(/create view \S+\.v_(suggested|failing)_[^;]*;/g)) {
      for (const [, rule] of view.matchAll(/select '([a-z_]+)'(?: as rule)?,/g)) found.add(rule!);
    }
  }
  return [...found].sort();
}

Deno.test("the API knows each rule of the suggestions, and no other", async () => {
  const rules = await rulesOfSql();
  ok(rules.length > 10, "the views are found");
  const { rule } = routes[0]!.query!.shape as unknown as {
    rule: { unwrap(): { options: string[] } };
  };
  deepStrictEqual([...rule.unwrap().options].sort(), rules);
});
