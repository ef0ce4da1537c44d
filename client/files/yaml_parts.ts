/** A text without its large lists, each of which is one item in it that says which of them it was. */
export interface Parted {
  text: string;
  lists: { from: number; to: number; indent: number }[];
  /** Offset in the text, as one in what was parted. */
  original(at: number): number;
}

/** What stands for a list. */
const mark = "\u0001list ";
const large = 200_000;
/** What is read at once is gone before the collector keeps it: 50 kB took 190 MB more for 100,000 tasks. */
const run = 8_000;
const itemBegin = /^( *)-(?: |$)/;

/** The list that an item stands for; undefined for one that is an item. */
export function listOf(value: unknown): number | undefined {
  return typeof value === "string" && value.startsWith(mark)
    ? Number(value.slice(mark.length))
    : undefined;
}

/**
 * Takes large lists out of a text in YAML, so that it is read in parts: the nodes of a hundred thousand
 * tasks would take a gigabyte. Lines are looked at, and nothing else; who reads checks that each list is
 * found again as an item.
 */
export function parted(text: string): Parted {
  const lists = largeLists(text);
  const shifts: { at: number; by: number }[] = [];
  let [short, last] = ["", 0];
  lists.forEach(({ from, to, indent }, number) => {
    short += text.slice(last, from) + `${" ".repeat(indent)}- "\\u0001list ${number}"\n`;
    shifts.push({ at: short.length, by: to - short.length });
    last = to;
  });
  return {
    text: short + text.slice(last),
    lists,
    original: (at) => at + (shifts.findLast((shift) => shift.at <= at)?.by ?? 0),
  };
}

/** Where the items of a list begin, in a text that is one list; some together up to a size. */
export function* itemRuns(text: string, indent: number): Generator<{ from: number; to: number }> {
  let from = 0;
  for (const { at, line } of linesOf(text)) {
    if (at - from < run || itemBegin.exec(line)?.[1]?.length !== indent) continue;
    yield { from, to: at };
    from = at;
  }
  yield { from, to: text.length };
}

/** The outermost lists of two items and more that are large. */
function largeLists(text: string): Parted["lists"] {
  const lists: Parted["lists"] = [];
  if (text.length < large) return lists;
  let open: { from: number; indent: number; items: number }[] = [];
  const close = (indent: number, to: number) => {
    open = open.filter((list) => {
      if (list.indent < indent) return true;
      const isWithin = list.from < (lists.at(-1)?.to ?? 0);
      if (isWithin || list.items < 2 || to - list.from < large) return false;
      const inner = lists.findIndex(({ from }) => from >= list.from);
      if (inner >= 0) lists.length = inner;
      lists.push({ from: list.from, to, indent: list.indent });
      return false;
    });
  };
  for (const { at, line } of linesOf(text)) {
    const content = line.search(/[^ ]/);
    if (content < 0 || line[content] === "#" || line[content] === "\r") continue;
    const indent = itemBegin.exec(line)?.[1]?.length;
    close(indent === undefined ? content : content + 1, at);
    if (indent === undefined) continue;
    const same = open.find((list) => list.indent === indent);
    if (same) same.items++;
    else open.push({ from: at, indent, items: 1 });
  }
  close(0, text.length);
  return lists;
}

function* linesOf(text: string): Generator<{ at: number; line: string }> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    yield { at, line: text.slice(at, end < 0 ? next : end) };
    at = next;
  }
}
