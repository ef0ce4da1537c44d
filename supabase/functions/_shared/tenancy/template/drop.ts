import { OwnedDatabase } from "../tenant/owned_database.ts";
import type { AttemptEnd, Template } from "../tenant/template.ts";

/** Drops a stale template, and what was to become it. */
export async function dropTemplate(template: Template): Promise<AttemptEnd> {
  const found = await OwnedDatabase.ofTemplate(template);
  if (found.is === "ours") await found.database.drop();
  await OwnedDatabase.buildOf(template)?.drop();
  return found.is === "foreign" ? found : { is: "gone" };
}
