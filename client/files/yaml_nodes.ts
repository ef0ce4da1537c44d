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
import { listOf } from "./yaml_parts.ts";
import {
  type Documents,
  type Fragment,
  type Members,
  NotInParts,
  type Placed,
  type Scalar,
} from "./yaml_placed.ts";

/** Reads a piece with all that YAML has; everything that is wrong with it is told. */
export function nodeDocuments(within: Fragment): Documents {
  const documents = parseAllDocuments(within.text, { prettyErrors: false, merge: true });
  const roots: Placed[] = [];
  for (const document of documents) {
    for (const { message, pos } of document.errors as YAMLParseError[]) {
      const sentence = `${message.split("\n")[0]!.replace(/\.?$/, "")}.`;
      within.tell(within.original(pos[0]), sentence);
    }
    const { contents } = document;
    if (contents !== null) roots.push(new PlacedNode(contents, document, within));
  }
  return { roots, lists: listsIn(documents) };
}

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

class PlacedNode implements Placed {
  readonly at: number;

  constructor(
    readonly node: Node | null,
    readonly document: Document,
    readonly within: Fragment,
    fallback?: number,
  ) {
    const at = node?.range?.[0];
    this.at = at === undefined ? fallback ?? within.original(0) : within.original(at);
  }

  items(): Iterable<Placed> | undefined {
    const list = this.#resolved(this.node);
    if (!isSeq(list)) return undefined;
    const items = list.items as (Node | null)[];
    const number = isScalar(items[0]) ? listOf(items[0].value) : undefined;
    return number === undefined
      ? items.map((node) => new PlacedNode(node, this.document, this.within))
      : this.within.list(number);
  }

  members(): Members | undefined {
    const map = this.#resolved(this.node);
    if (!isMap(map)) return undefined;
    const members: Members = new Map();
    for (const { key, value } of this.#ownAndMerged(map)) {
      const name = isScalar(key) ? String(key.value) : String(key);
      if (members.has(name)) continue;
      const at = new PlacedNode(key, this.document, this.within);
      members.set(name, {
        key: at,
        value: new PlacedNode(value, this.document, this.within, at.at),
      });
    }
    return members;
  }

  scalar(): Scalar | undefined {
    const node = this.#resolved(this.node);
    if (node === null) return { value: null };
    if (!isScalar(node)) return undefined;
    return typeof node.value === "string"
      ? { value: node.value }
      : { value: node.value, source: node.source };
  }

  #ownAndMerged(map: YAMLMap): Pair<Node, Node | null>[] {
    const pairs = map.items as Pair<Node, Node | null>[];
    const isMerge = ({ key }: Pair<Node, Node | null>) =>
      isScalar(key) && (key.source ?? key.value) === "<<";
    const merged = pairs.filter(isMerge).flatMap(({ value }) => {
      const source = this.#resolved(value);
      const sources = isSeq(source) ? source.items as Node[] : [source];
      return sources.map((one) => this.#resolved(one)).filter(isMap) as YAMLMap[];
    });
    if (merged.length === 0) return pairs;
    return [
      ...pairs.filter((pair) => !isMerge(pair)),
      ...merged.flatMap((source) => this.#ownAndMerged(source)),
    ];
  }

  /** What an alias stands for. @throws {NotInParts} where its anchor may be in another part */
  #resolved(node: Node | null): Node | null {
    if (!isAlias(node)) return node;
    const anchored = node.resolve(this.document) as Node | undefined;
    if (anchored) return anchored;
    if (!this.within.whole) throw new NotInParts();
    this.within.tell(this.within.original(node.range![0]), `*${node.source} names no anchor.`);
    return null;
  }
}
