/** Markup that is written here, as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | Markup | Markup[] | false | undefined;

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup around values, each of which becomes text, also within an attribute's quotes. */
export function html(markup: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(String.raw({ raw: markup }, ...parts.map(shown)));
}

function shown(part: Part): string {
  if (part === false || part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(shown).join("");
  return part.replace(/[&<>"']/g, (character) => entities[character]!);
}
