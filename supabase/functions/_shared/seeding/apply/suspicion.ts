import type { Values } from "../../odoo/types.ts";

/** After so many more wrong suspicions than right ones, one more refused row has to have a trait. */
const patience = 4;

/**
 * Learns what rows that Odoo refuses have and rows that it took have not: a word, a value, an id.
 * What has the same may be refused as well; how often that proves wrong is bounded.
 */
export class Suspicion<T extends object> {
  readonly #traitsOf: (row: T) => string[];
  readonly #known = new WeakMap<T, string[]>();
  readonly #innocent = new Set<string>();
  /** How many refused rows have a trait that no row has which went through. */
  readonly #guilty = new Map<string, number>();
  #right = 0;
  #wrong = 0;

  constructor(traitsOf: (row: T) => string[]) {
    this.#traitsOf = traitsOf;
  }

  suspects(row: T): boolean {
    if (this.#guilty.size === 0) return false;
    const needed = 1 + Math.max(0, Math.floor((this.#wrong - this.#right) / patience));
    return this.#traits(row).some((trait) => (this.#guilty.get(trait) ?? 0) >= needed);
  }

  /** Takes in that a row was refused which was suspected. */
  confirm(row: T): void {
    this.#right++;
    for (const trait of this.#traits(row)) {
      const known = this.#guilty.get(trait);
      if (known) this.#guilty.set(trait, known + 1);
    }
  }

  /** Takes in that a row went through which was suspected. */
  drop(row: T): void {
    this.#wrong++;
    this.clear([row]);
  }

  /** Takes in that a row was refused which was not suspected. */
  blame(row: T): void {
    for (const trait of this.#traits(row)) {
      if (!this.#innocent.has(trait)) this.#guilty.set(trait, (this.#guilty.get(trait) ?? 0) + 1);
    }
  }

  /** Takes in that rows went through. */
  clear(rows: T[]): void {
    for (const trait of rows.flatMap((row) => this.#traits(row))) {
      this.#innocent.add(trait);
      this.#guilty.delete(trait);
    }
  }

  #traits(row: T): string[] {
    const known = this.#known.get(row);
    if (known) return known;
    const fresh = this.#traitsOf(row);
    this.#known.set(row, fresh);
    return fresh;
  }
}

/** Of a text no more is looked at, in characters. */
const textLooked = 200;

/** What a record's values can have in common with another's. */
export function traitsOf(values: Values): string[] {
  return Object.entries(values)
    .flatMap(([field, value]) => [field, ...parts(value).map((part) => `${field} ${part}`)]);
}

/** The words of a text, the numbers of a list of ids or commands. */
function parts(value: unknown): string[] {
  if (typeof value === "string") return value.slice(0, textLooked).split(/\s+/);
  return Array.isArray(value) ? value.flatMap(parts) : [JSON.stringify(value)];
}
