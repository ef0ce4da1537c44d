import type { Place } from "./fault.ts";

/** A file that rows come from; a place in it is kept as one number. */
export interface Source {
  name: string;
  placeOf(at: number): Place;
  /** Where a row that is at a place says a column of the API, for what has a place of its own for each. */
  markOf?(at: number, column: string): number | undefined;
}

/** A text; its places are offsets. */
export class TextSource implements Source {
  #begins?: number[];

  constructor(readonly name: string, readonly text: string) {}

  placeOf(at: number): Place {
    this.#begins ??= lineBegins(this.text);
    let [low, high] = [0, this.#begins.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#begins[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { file: this.name, line: low + 1, column: at - this.#begins[low]! + 1 };
  }
}

function lineBegins(text: string): number[] {
  const begins = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) begins.push(at + 1);
  return begins;
}
