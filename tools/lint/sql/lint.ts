import { forwardReferences } from "./order.ts";
import { type Finding, rules } from "./rules.ts";
import { parseFile } from "./statements.ts";

/** All that the rules find in files of the schemas, which come in the order in which they are applied. */
export function lintSql(files: readonly { path: string; text: string }[]): Finding[] {
  const parsed = files.map(({ path, text }) => parseFile(path, text));
  const each = parsed.flatMap((file) =>
    Object.entries(rules).flatMap(([rule, look]) =>
      look(file).map((fault) => ({ path: file.path, rule, ...fault }))
    )
  );
  return [...each, ...forwardReferences(parsed)];
}
