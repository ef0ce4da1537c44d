import { type ParsedFile, type Statement, strings } from "./statements.ts";

/** What is wrong, at a line of a file. */
export interface Finding {
  path: string;
  line: number;
  rule: string;
  message: string;
}

type Fault = Pick<Finding, "line" | "message">;
type Rule = (file: ParsedFile) => Fault[];

const widest = 100;
const mostLines = 200;
const longestFunction = 40;
/** Above a longer function: why it is not several. */
const reason = /^-- Long: \S.*\.$/m;

const makes = (statement: Statement) =>
  Object.keys(statement.node)[0] !== "CommentStmt" && statement.object !== undefined;
const schemaOf = (path: string) => path.split("/")[0]!;
const functionOf = ({ node }: Statement) =>
  "CreateFunctionStmt" in node ? node.CreateFunctionStmt : undefined;

/** The text of a function's body; of the SQL standard's, which is parsed with it, none. */
function bodyOf(node: Statement["node"]): string {
  const { options = [] } = "CreateFunctionStmt" in node ? node.CreateFunctionStmt : {};
  const as = options.find((option) => "DefElem" in option && option.DefElem.defname === "as");
  const body = as && "DefElem" in as ? as.DefElem.arg : undefined;
  return body && "List" in body ? strings(body.List.items)[0] ?? "" : "";
}

/** The rules that look at one file. */
export const rules: Record<string, Rule> = {
  "width": ({ text }) =>
    text.split("\n").flatMap((line, index) =>
      line.length <= widest ? [] : [{
        line: index + 1,
        message: `Cannot keep ${line.length} characters in a line: ${widest} are the most.`,
      }]
    ),

  "file-length": ({ text }) => {
    const lines = text.trimEnd().split("\n").length;
    const message = `Cannot keep ${lines} lines in one file: ${mostLines} are the most.`;
    return lines <= mostLines ? [] : [{ line: lines, message }];
  },

  "function-length": ({ statements }) =>
    statements.filter(functionOf).flatMap(({ node, object, text, line }) => {
      const lines = bodyOf(node).trim().split("\n").length;
      if (lines <= longestFunction || reason.test(text)) return [];
      const limit = `${longestFunction} lines are the most, or a line "-- Long: <why>." above it`;
      return [{ line, message: `Cannot keep ${object} in ${lines} lines: ${limit}.` }];
    }),

  "commented": ({ path, statements }) => {
    if (schemaOf(path) === "extensions") return [];
    const said = new Set(
      statements.filter((statement) => !makes(statement)).map(({ object }) => object),
    );
    return statements.filter(makes).filter(({ object }) => !said.has(object)).map((
      { object, line },
    ) => ({ line, message: `Cannot leave ${object} without a comment in its file.` }));
  },

  "search-path": ({ statements }) =>
    statements.filter(functionOf).flatMap((statement) => {
      const { sql_body, options = [] } = functionOf(statement)!;
      const text = options.some((option) =>
        "DefElem" in option && option.DefElem.defname === "set" &&
        /"name":"search_path","args":\[\{"A_Const":\{"sval":\{(?:"sval":"")?\}/
          .test(JSON.stringify(option.DefElem.arg))
      );
      // A body of the SQL standard is bound to what it names when it is made.
      if (text || sql_body) return [];
      const message = `Cannot make ${statement.object} without set search_path = ''.`;
      return [{ line: statement.line, message }];
    }),

  "named-constraints": ({ statements }) =>
    statements.flatMap(({ node, object, line }) => {
      const elements = "CreateStmt" in node
        ? node.CreateStmt.tableElts ?? []
        : "CreateDomainStmt" in node
        ? node.CreateDomainStmt.constraints ?? []
        : [];
      return unnamed(elements).map((type) => ({
        line,
        message: `Cannot leave a ${type} of ${object} without a name.`,
      }));
    }),

  "one-schema": ({ path, statements }) => {
    const schema = schemaOf(path);
    if (schema === "extensions") return [];
    return statements.filter(makes).filter(({ object }) => object!.split(".")[0] !== schema).map((
      { object, line },
    ) => ({
      line,
      message: `Cannot make ${object} in a file of ${schema}.`,
    }));
  },
};

const named: Record<string, string> = {
  CONSTR_CHECK: "check",
  CONSTR_UNIQUE: "unique constraint",
  CONSTR_FOREIGN: "foreign key",
  CONSTR_EXCLUSION: "exclusion",
};

/** Kinds of constraints without a name; those of one column but checks are named by PostgreSQL after it. */
function unnamed(elements: object[]): string[] {
  return elements.flatMap((element) => {
    if ("ColumnDef" in element) {
      const { constraints = [] } = element.ColumnDef as { constraints?: object[] };
      return unnamed(constraints).filter((type) => type === "check");
    }
    const { contype = "", conname } = (element as { Constraint?: Record<string, string> })
      .Constraint ?? {};
    return conname || !named[contype] ? [] : [named[contype]];
  });
}
