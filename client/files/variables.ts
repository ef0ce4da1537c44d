const used = /\$\$\{|\$\{([^}]*)\}/g;
const alone = /^\$\{([^}]*)\}$/;

/** Looks a variable up. @throws {UnknownVariable} */
export type Lookup = (name: string) => unknown;

/** A text names a variable that nobody gave. */
export class UnknownVariable extends Error {}

/** A text with the values of its variables: `${name}` alone is the value itself, `$${` is a plain `${`. @throws {UnknownVariable} */
export function filledIn(text: string, lookup: Lookup): unknown {
  if (!text.includes("${")) return text;
  const whole = alone.exec(text);
  if (whole) return lookup(whole[1]!);
  return text.replace(used, (_, name) => name === undefined ? "${" : String(lookup(name)));
}

/** The inverse, for a text without variables. */
export function asWritten(text: string): string {
  return text.replaceAll("${", "$$$${"); // in a replacement, $$ is one of them
}

/** The variables of several files: a file's own come first, else what the others agree on. */
export class Variables {
  #byFile = new Map<string, Map<string, unknown>>();

  /** Adds what a file gives. */
  add(file: string, name: string, value: unknown): void {
    const own = this.#byFile.get(file) ?? new Map();
    this.#byFile.set(file, own.set(name, value));
  }

  /** What a file sees. */
  lookupOf(file: string): Lookup {
    return (name) => {
      const own = this.#byFile.get(file);
      if (own?.has(name)) return own.get(name);
      const others = [...this.#byFile].filter(([, given]) => given.has(name));
      const values = new Set(others.map(([, given]) => given.get(name)));
      if (values.size === 1) return [...values][0];
      const why = values.size === 0
        ? "is no variable. Give it in vars"
        : `is given differently in ${others.map(([file]) => file).join(" and ")}. Give it here`;
      throw new UnknownVariable(`\${${name}} ${why}.`);
    };
  }
}
