/** What two lists have of the same name, and what only one of them has. */
export interface Matched<T> {
  both: [T, T][];
  onlyA: T[];
  onlyB: T[];
}

/** Matches by name, in the order of the first list. */
export function matchedBy<T>(a: T[], b: T[], nameOf: (item: T) => string): Matched<T> {
  const others = new Map(b.map((item) => [nameOf(item), item]));
  const both: [T, T][] = [];
  const onlyA: T[] = [];
  for (const item of a) {
    const other = others.get(nameOf(item));
    if (other === undefined) onlyA.push(item);
    else both.push([item, other]);
    others.delete(nameOf(item));
  }
  return { both, onlyA, onlyB: [...others.values()] };
}

/** Matches what says the same, whatever it is called; then, of what remains, what is called the same. */
export function matchedByMeaning<T extends { name: string }>(
  a: T[],
  b: T[],
  meaningOf: (item: T) => string,
): Matched<T> {
  const open = Map.groupBy(b, meaningOf);
  const rest = a.filter((item) => open.get(meaningOf(item))?.shift() === undefined);
  const others = [...open.values()].flat();
  const isNamed = ({ name }: T) => name !== "";
  const { both, onlyA, onlyB } = matchedBy(
    rest.filter(isNamed),
    others.filter(isNamed),
    ({ name }) => name,
  );
  const unnamed = (items: T[]) => items.filter((item) => !isNamed(item));
  return { both, onlyA: [...onlyA, ...unnamed(rest)], onlyB: [...onlyB, ...unnamed(others)] };
}
