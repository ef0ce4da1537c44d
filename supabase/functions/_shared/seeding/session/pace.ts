/** What is sent: a row of each costs something else, so each has a batch size of its own. */
export type CallKind = "create" | "shared" | "distinct";

export interface PaceLimits {
  /** No batch has more rows; at most 2,000. */
  mostRows: number;
  /** No more calls are under way at once. */
  mostCalls: number;
}

const fewestRows = 50;
/** Small, so that it is soon known how many calls pay. */
const firstRows = 100;
const mostRows = 2000;
/** A call should take so long, in ms: shorter ones cost more a row, longer ones come close to time limits. */
const [shortMs, wantedMs, longMs] = [1000, 2000, 3000];
/** One answer says little: a batch at most doubles or halves because of it. */
const mostChange = 2;
const firstCalls = 2;
/** One more call at a time has to bring so much more for another to be tried. */
const worthwhile = 1.1;

/**
 * How many rows a call takes and how many calls go side by side, learned from how long Odoo took.
 * Rows follow time, each kind of call for itself. Calls rise one by one while the rows per second do:
 * the last one then waits at Odoo, so that no worker ever waits for us. They fall by one when two met
 * on a record.
 */
export class Pace {
  readonly #rows = new Map<CallKind, number>();
  readonly #mostRows: number;
  readonly #mostCalls: number;
  #calls: number;
  #found = false;
  #window = { calls: 0, rowsPerSecond: 0 };
  #before = 0;
  #kind: CallKind | undefined;

  constructor(limits: PaceLimits) {
    this.#mostRows = Math.min(mostRows, limits.mostRows);
    this.#mostCalls = Math.max(1, limits.mostCalls);
    this.#calls = Math.min(firstCalls, this.#mostCalls);
  }

  /** How many rows the next call of a kind should take. */
  rows(kind: CallKind): number {
    return Math.min(this.#mostRows, this.#rows.get(kind) ?? firstRows);
  }

  /** How many calls should be under way. */
  inFlight(): number {
    return this.#calls;
  }

  /** Takes in that a call of so many rows was answered after so many milliseconds. */
  note(kind: CallKind, rows: number, ms: number): void {
    const current = this.rows(kind);
    // The rest of a slice is smaller and tells nothing about a full batch.
    if (rows < current / 2) return;
    if (ms < shortMs || ms > longMs) {
      const fitting = rows * wantedMs / Math.max(1, ms);
      const next = Math.min(current * mostChange, Math.max(current / mostChange, fitting));
      this.#rows.set(kind, Math.round(Math.min(this.#mostRows, Math.max(fewestRows, next))));
    }
    this.#weigh(kind, this.#calls * rows / Math.max(1, ms) * 1000);
  }

  /** Takes in that Odoo gave up on a call because others were in its way. */
  backOff(): void {
    this.#found = true;
    this.#calls = Math.max(1, this.#calls - 1);
  }

  /** Compares the mean of as many answers as calls are under way with that of before. */
  #weigh(kind: CallKind, rowsPerSecond: number): void {
    if (this.#found) return;
    if (kind !== this.#kind) this.#restart(kind);
    const window = this.#window;
    window.calls++;
    window.rowsPerSecond += rowsPerSecond;
    if (window.calls < this.#calls) return;
    const mean = window.rowsPerSecond / window.calls;
    this.#window = { calls: 0, rowsPerSecond: 0 };
    const paid = mean > this.#before * worthwhile;
    this.#found = !paid || this.#calls === this.#mostCalls;
    if (paid) this.#calls = Math.min(this.#mostCalls, this.#calls + 1);
    this.#before = mean;
  }

  /** Rows of another kind cost something else: their speed cannot be compared. */
  #restart(kind: CallKind): void {
    this.#kind = kind;
    this.#before = 0;
    this.#window = { calls: 0, rowsPerSecond: 0 };
  }
}
