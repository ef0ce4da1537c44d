import { loadModule, parseSync } from "libpg-query";
import type { Node } from "libpg-query";

/** A statement of a file of SQL, with the comment lines above it. */
export interface Statement {
  node: Node;
  /** What it makes, as `schema.name`; what a comment is about. */
  object?: string;
  text: string;
  /** Of its first line that is no comment. */
  line: number;
}

/** A file of the schemas and what PostgreSQL's own parser makes of it. */
export interface ParsedFile {
  /** Below supabase/schemas. */
  path: string;
  text: string;
  statements: Statement[];
}

await loadModule();

/** Reads a file; throws where PostgreSQL would refuse its syntax. */
export function parseFile(path: string, text: string): ParsedFile {
  const bytes = new TextEncoder().encode(text);
  const between = (start: number, end: number) =>
    new TextDecoder().decode(bytes.subarray(start, end));
  const statements: Statement[] = [];
  let end = 0;
  for (const { stmt, stmt_location: start = 0, stmt_len: length } of parseSync(text).stmts) {
    const gap = between(end, start);
    end = length ? start + length : bytes.length;
    const whole = gap + between(start, end);
    const comments = /^;?(?:\s|--[^\n]*\n)*/.exec(whole)![0];
    const line = (between(0, end - whole.length) + comments).split("\n").length;
    statements.push({ node: stmt!, object: objectOf(stmt!), text: whole, line });
  }
  return { path, text, statements };
}

/** The text of each item that is text. */
export const strings = (items: Node[] = []) =>
  items.flatMap((item) => "String" in item ? [item.String.sval ?? ""] : []);

/** The name of what a statement makes or comments on, without arguments. */
function objectOf(node: Node): string | undefined {
  if ("CreateFunctionStmt" in node) return strings(node.CreateFunctionStmt.funcname).join(".");
  if ("CreateDomainStmt" in node) return strings(node.CreateDomainStmt.domainname).join(".");
  if ("CreateSchemaStmt" in node) return node.CreateSchemaStmt.schemaname;
  if ("CreateStmt" in node) return relation(node.CreateStmt.relation);
  if ("ViewStmt" in node) return relation(node.ViewStmt.view);
  if (!("CommentStmt" in node)) return undefined;
  const on = node.CommentStmt.object;
  if (!on) return undefined;
  if ("String" in on) return on.String.sval;
  if ("List" in on) return strings(on.List.items).join(".");
  if ("TypeName" in on) return strings(on.TypeName.names).join(".");
  if ("ObjectWithArgs" in on) return strings(on.ObjectWithArgs.objname).join(".");
  return undefined;
}

function relation(named: { schemaname?: string; relname?: string } = {}): string {
  return [named.schemaname, named.relname].filter(Boolean).join(".");
}
