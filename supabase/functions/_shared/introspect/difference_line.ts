import type { Difference } from "./differences.ts";

const signs = { added: "+", removed: "-", changed: "~" } as const;

/** A difference on one line: `~ column public.tasks.name type: text → varchar(50)`. */
export function differenceLine({ change, what, name, aspect, from, to }: Difference): string {
  const head = `${signs[change]} ${what} ${onOneLine(name)}`;
  if (change === "changed") return `${head} ${aspect}: ${shown(from)} → ${shown(to)}`;
  const said = change === "added" ? to : from;
  return said ? `${head}: ${onOneLine(said)}` : head;
}

function shown(text: string | null | undefined): string {
  return text === null || text === undefined ? "none" : onOneLine(text);
}

/** What others wrote neither ends a line nor steers a terminal. */
function onOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ");
}
