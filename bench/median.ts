import type { Figures } from "./measure.ts";

type Tree = number | null | { [key: string]: Tree };

/** The middle value of each figure over an odd number of rounds. */
export function median(rounds: Figures[]): Figures {
  return middle(rounds as unknown as Tree[]) as unknown as Figures;
}

function middle(values: Tree[]): Tree {
  const [first] = values;
  if (first === null || first === undefined) return null;
  if (typeof first === "number") {
    const value = (values as number[]).toSorted((a, b) => a - b)[(values.length - 1) / 2]!;
    return Math.round(value * 100) / 100;
  }
  const entries = Object.keys(first).map((key) =>
    [key, middle(values.map((value) => (value as { [key: string]: Tree })[key]!))] as const
  );
  return Object.fromEntries(entries);
}
