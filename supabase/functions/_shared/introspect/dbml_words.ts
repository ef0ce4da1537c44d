const escapes: Record<string, string> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A name of DBML, quoted. */
export function dbmlName(name: string): string {
  return `"${name.replace(/[\\\n\r\t]/g, (sign) => escapes[sign]!).replaceAll('"', '\\"')}"`;
}

/** The name of a table or an enum with its schema. */
export function dbmlPath(schema: string, name: string): string {
  return `${dbmlName(schema)}.${dbmlName(name)}`;
}

/** A text of DBML, on one line. */
export function dbmlText(text: string): string {
  return `'${text.replace(/[\\\n\r\t]/g, (sign) => escapes[sign]!).replaceAll("'", "\\'")}'`;
}

/** Whether DBML can say an expression: there is no way to write a backtick inside of one. */
export function isSayable(expression: string): boolean {
  return !expression.includes("`");
}

/** An expression of DBML. */
export function dbmlExpression(expression: string): string {
  return `\`${expression}\``;
}

/** Settings in brackets; nothing where there is none. */
export function dbmlSettings(settings: (string | false | undefined)[]): string {
  const said = settings.filter(Boolean);
  return said.length === 0 ? "" : ` [${said.join(", ")}]`;
}
