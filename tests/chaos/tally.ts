/** Counts what really happened, not what was drawn. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  add(group: string, what: string, times = 1): void {
    const counts = this.#counts.get(group) ?? new Map<string, number>();
    this.#counts.set(group, counts.set(what, (counts.get(what) ?? 0) + times));
  }

  count(group: string, what: string): number {
    return this.#counts.get(group)?.get(what) ?? 0;
  }

  total(group: string): number {
    return [...this.#counts.get(group)?.values() ?? []].reduce((sum, count) => sum + count, 0);
  }

  /** e.g. `drop 12, lose 9`, most frequent first. */
  list(group: string): string {
    return [...this.#counts.get(group) ?? []].sort(([, a], [, b]) => b - a)
      .map(([what, count]) => `${what} ${count}`).join(", ");
  }
}
