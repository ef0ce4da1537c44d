const textLiteral = /^'((?:[^']|'')*)'(?:::[\w ."()[\],]+)?$/;

/** The text that a default is, where it is one: `'draft'::character varying`. */
export function textOf(expression: string): string | undefined {
  return textLiteral.exec(expression)?.[1]?.replaceAll("''", "'");
}

/** Whether a default is a plain number or truth value, which DBML has words for. */
export function isPlain(expression: string): boolean {
  return /^(0|[1-9]\d{0,14}|true|false)$/.test(expression);
}

/** A text as a default. */
export function literalOf(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
