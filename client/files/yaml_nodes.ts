import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
  YAMLParseError,
} from "yaml";
import { itemRuns, listOf, type Parted, parted } from "./yaml_parts.ts";

/** A node with what it takes to read it and to say where it stands. */
export interface Placed {
  node: Node | null;
  /** Its offset in the file. */
  at: number;
  within: Fragment;
}

/** A piece of a file that is read at once. */
interface Fragment {
  document: Document;
  text: string;
  parted: Parted;
  /** Offset of the piece in the file. */
  from: number;
  /** Nothing was taken out of the file. */
  whole: boolean;
  tell: Tell;
}

/** Is told what cannot be read. */
type Tell = (at: number, message: string) => void;

/** A list that was taken out is not where it was looked for: the text cannot be read in parts. */
export class NotInParts extends Error {}

/** The documents of a text. @throws {NotInParts} */
export function* documentsOf(text: string, whole: boolean, tell: Tell): Generator<Placed> {
  for (const within of fragments(text, 0, whole, tell)) {
    yield { node: within.document.contents, at: within.from, within };
  }
}

function* fragments(
  text: string,
  from: number,
  whole: boolean,
  tell: Tell,
): Generator<Fragment> {
  const parts = whole ? { text, lists: [], original: (at: number) => at } : parted(text);
  const documents = parseAllDocuments(parts.text, { prettyErrors: false, merge: true });
  if (parts.lists.length > 0 && listsIn(documents) !== parts.lists.length) throw new NotInParts();
  for (const document of documents) {
    for (const { message, pos } of document.errors as YAMLParseError[]) {
      tell(from + parts.original(pos[0]), `${message.split("\n")[0]!.replace(/\.?$/, "")}.`);
    }
    yield { document, text, parted: parts, from, whole, tell };
  }
}

/** How many lists that were taken out are one item of a list, and not within some text. */
function listsIn(documents: Document[]): number {
  let count = 0;
  for (const document of documents) {
    visit(document, {
      Seq(_, { items: [first, ...rest] }) {
        if (rest.length === 0 && isScalar(first) && listOf(first.value) !== undefined) count++;
      },
    });
  }
  return count;
}

/** The items of a list, in parts where it is large; undefined for what is no list. @throws {NotInParts} */
export function itemsOf({ node, within }: Placed): Iterable<Placed> | undefined {
  const list = resolved(node, within);
  return isSeq(list) ? inList(list.items as Node[], within) : undefined;
}

function* inList(items: (Node | null)[], within: Fragment): Generator<Placed> {
  const number = isScalar(items[0]) ? listOf(items[0].value) : undefined;
  if (number === undefined) {
    for (const node of items) yield placed(node, within);
    return;
  }
  const { from, to, indent } = within.parted.lists[number]!;
  const text = within.text.slice(from, to);
  for (const run of itemRuns(text, indent)) {
    const base = within.from + from + run.from;
    for (const part of fragments(text.slice(run.from, run.to), base, false, within.tell)) {
      const { contents } = part.document;
      if (isSeq(contents)) yield* inList(contents.items as Node[], part);
      else if (part.document.errors.length === 0) throw new NotInParts();
    }
  }
}

/** The members of a map, those that it merges behind its own; undefined for what is no map. */
export function membersOf(
  { node, within }: Placed,
): Map<string, { key: Placed; value: Placed }> | undefined {
  const map = resolved(node, within);
  if (!isMap(map)) return undefined;
  const members = new Map<string, { key: Placed; value: Placed }>();
  for (const { key, value } of ownAndMerged(map, within)) {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (members.has(name)) continue;
    const at = placed(key, within);
    members.set(name, { key: at, value: placed(value, within, at.at) });
  }
  return members;
}

function ownAndMerged(map: YAMLMap, within: Fragment): Pair<Node, Node | null>[] {
  const pairs = map.items as Pair<Node, Node | null>[];
  const isMerge = ({ key }: Pair<Node, Node | null>) =>
    isScalar(key) && (key.source ?? key.value) === "<<";
  const merged = pairs.filter(isMerge).flatMap(({ value }) => {
    const source = resolved(value, within);
    const sources = isSeq(source) ? source.items as Node[] : [source];
    return sources.map((one) => resolved(one, within)).filter(isMap) as YAMLMap[];
  });
  if (merged.length === 0) return pairs;
  return [
    ...pairs.filter((pair) => !isMerge(pair)),
    ...merged.flatMap((source) => ownAndMerged(source, within)),
  ];
}

function placed(node: Node | null, within: Fragment, fallback = within.from): Placed {
  const at = node?.range?.[0];
  return {
    node,
    at: at === undefined ? fallback : within.from + within.parted.original(at),
    within,
  };
}

/** What an alias stands for. @throws {NotInParts} where its anchor may be in another part */
export function resolved(node: Node | null, within: Fragment): Node | null {
  if (!isAlias(node)) return node;
  const anchored = node.resolve(within.document) as Node | undefined;
  if (anchored) return anchored;
  if (!within.whole) throw new NotInParts();
  within.tell(placed(node, within).at, `*${node.source} names no anchor.`);
  return null;
}
