import { plainDocuments } from "./yaml_events.ts";
import { nodeDocuments } from "./yaml_nodes.ts";
import { itemRuns, parted } from "./yaml_parts.ts";
import { type Documents, type Fragment, NotInParts, type Placed } from "./yaml_placed.ts";

/** Is told what cannot be read. */
type Tell = Fragment["tell"];

/** The documents of a text in which something is. @throws {NotInParts} */
export function documentsOf(text: string, whole: boolean, tell: Tell): Placed[] {
  return documentsAt(text, 0, whole, tell).roots;
}

/** @param from where the text begins in its file */
function documentsAt(text: string, from: number, whole: boolean, tell: Tell): Documents {
  const parts = whole ? { text, lists: [], original: (at: number) => at } : parted(text);
  const fragment: Fragment = {
    text: parts.text,
    whole,
    original: (at) => from + parts.original(at),
    list: (number) => itemsAt(text, from, parts.lists[number]!, tell),
    tell,
  };
  const documents = (whole ? undefined : plainDocuments(fragment)) ?? nodeDocuments(fragment);
  if (parts.lists.length > 0 && documents.lists !== parts.lists.length) throw new NotInParts();
  return documents;
}

/** The items of a list that was taken out of a text, some at a time. */
function* itemsAt(
  text: string,
  from: number,
  list: { from: number; to: number; indent: number },
  tell: Tell,
): Generator<Placed> {
  const own = text.slice(list.from, list.to);
  for (const run of itemRuns(own, list.indent)) {
    let isWrong = false;
    const told: Tell = (at, message) => {
      isWrong = true;
      tell(at, message);
    };
    const begin = from + list.from + run.from;
    for (const root of documentsAt(own.slice(run.from, run.to), begin, false, told).roots) {
      const items = root.items();
      if (items) yield* items;
      else if (!isWrong) throw new NotInParts();
    }
  }
}
