import { pageMb } from "../../odoo/http.ts";

/** A quarter of what an answer may have, before more records are asked for: they are not all alike. */
const roomyChars = pageMb * 1024 * 1024 / 4;
/** So many calls in a row that brought nothing: it is not this or that record that fails. */
const patience = 25;
/** So many records in a row of which something was missing: it is a field of all of them. */
const mostInPart = 100;

/**
 * How many records are asked for at once: fewer when an answer did not come whole, more again while
 * answers are small.
 */
export class PageSize {
  #rows: number;
  #failures = 0;
  #inPart = 0;
  /** What is kept of it; null where it says nothing. */
  kept: number | null;

  constructor(kept: number | null) {
    this.kept = kept;
    this.#rows = kept ?? Infinity;
  }

  /** How many to ask for, where nobody takes more than `most`. */
  rows(most: number): number {
    return Math.min(most, this.#rows);
  }

  /** Takes in that something came whole. */
  came(): void {
    this.#failures = 0;
    this.#inPart = 0;
  }

  /** Takes in that of a record not all came, but some. */
  cameInPart(): void {
    this.#failures = 0;
    this.#inPart++;
  }

  /** Takes in how long the answer with so many records was. */
  note(rows: number, chars: number): void {
    if (rows >= this.#rows && chars < roomyChars) this.#rows = rows * 2;
  }

  /** Takes in that so many records did not come; returns whether fewer at a time may. */
  failed(rows: number): boolean {
    this.#failures++;
    if (rows > 1) this.#rows = Math.min(this.#rows, Math.floor(rows / 2));
    return this.#failures < patience && this.#inPart < mostInPart;
  }

  /** What is to be kept: null once as many fit as any page has. */
  learned(most: number): number | null {
    return this.#rows < most ? this.#rows : null;
  }
}
