import type { Finding } from "./rules.ts";
import type { ParsedFile } from "./statements.ts";

/**
 * What a statement names that only a later one makes, in the bodies of functions, too, which PostgreSQL
 * does not look at: applied in order, every file would stand on those before it alone.
 */
export function forwardReferences(files: readonly ParsedFile[]): Finding[] {
  const statements = files.flatMap((file) =>
    file.statements.map((statement) => ({ ...statement, path: file.path }))
  );
  const made = new Map<string, number>();
  statements.forEach(({ node, object }, index) => {
    if (object?.includes(".") && !("CommentStmt" in node)) made.set(object, index);
  });
  return statements.flatMap(({ node, object, text, path, line }, index) => {
    if ("CommentStmt" in node) return [];
    const names = new Set(text.replaceAll(/--[^\n]*/g, "").match(/\b[a-z_]+\.[a-z_][a-z0-9_]*/g));
    return [...names].filter((name) => (made.get(name) ?? -1) > index).map((name) => {
      const where = statements[made.get(name)!]!.path;
      const message = `Cannot name ${name} in ${object ?? "this"}: ${where} makes it later.`;
      return { path, line, rule: "forward-reference", message };
    });
  });
}
