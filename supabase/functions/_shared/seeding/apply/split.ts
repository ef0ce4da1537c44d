import { OdooFault } from "../../odoo/faults.ts";
import type { Suspicion } from "./suspicion.ts";

export interface Sending<T extends object> {
  /** One transaction: stores all rows or none. `part` once Odoo has refused rows of their batch. */
  send(rows: T[], part: boolean): Promise<void>;
  /** Takes a row that Odoo refuses alone, and in which words. */
  refuse(row: T, fault: OdooFault): void;
  /** What is known of refused rows; batches of one kind share it. */
  suspicion: Suspicion<T>;
}

/**
 * Sends rows as one call. One call is one transaction and its error names no row, so in a batch that
 * Odoo refuses the first bad row is found by halving. Rows that resemble it then go one by one, as
 * each is told in words of its own; the others in parts that double as long as they go through.
 * Of n rows, k that are refused alike cost k and some 2 log2(n) calls; k unlike ones fewer than
 * halving each refused part would, which is 2k - 1 where all are refused.
 * @throws what `send` does, unless it is a refusal
 */
export async function sendOrSplit<T extends object>(
  rows: T[],
  sending: Sending<T>,
): Promise<void> {
  const batch = new Batch(sending);
  let rest = rows;
  while (rest.length > 0) rest = await batch.sendSome(await batch.sendSuspects(rest));
}

class Batch<T extends object> {
  readonly #sending: Sending<T>;
  #refused = false;
  /** How many rows the next part has. */
  #size = Infinity;
  /** How many rows went through before the last bad one. */
  #gap = 0;
  /** No part has more: larger ones were refused although each of their rows goes through. */
  #most = Infinity;

  constructor(sending: Sending<T>) {
    this.#sending = sending;
  }

  /** Sends alone what resembles refused rows; returns the others. */
  async sendSuspects(rows: T[]): Promise<T[]> {
    const { suspicion } = this.#sending;
    const others: T[] = [];
    for (const row of rows) {
      if (!suspicion.suspects(row)) {
        others.push(row);
        continue;
      }
      this.#refused = true;
      const fault = await this.#try([row]);
      if (fault) {
        suspicion.confirm(row);
        this.#sending.refuse(row, fault);
      } else {
        suspicion.drop(row);
      }
      this.#grow();
    }
    return others;
  }

  /** Sends the next part, or of a refused one all up to its first bad row; returns what is left. */
  async sendSome(rows: T[]): Promise<T[]> {
    const part = rows.slice(0, Math.min(this.#size, this.#most));
    if (part.length === 0) return [];
    const refusal = await this.#try(part);
    if (!refusal) {
      this.#grow();
      return rows.slice(part.length);
    }
    const { at, fault, passed } = await this.#firstBad(part, refusal);
    [this.#size, this.#gap] = [1, at];
    if (fault) {
      this.#sending.suspicion.blame(part[at]!);
      this.#sending.refuse(part[at]!, fault);
    } else this.#most = passed;
    return rows.slice(at + 1);
  }

  /** Bad rows come close together or as far apart as they did before. */
  #grow(): void {
    this.#size = Math.max(2 * this.#size, this.#gap);
  }

  /**
   * Looks for the first bad of rows that were refused together; all before it then have gone through.
   * `passed` is how many of them went through at once; without a fault the found one did, too.
   */
  async #firstBad(rows: T[], refusal: OdooFault) {
    let [from, to, passed] = [0, rows.length, 1];
    let fault: OdooFault | undefined = refusal;
    while (to - from > 1) {
      const middle = Math.ceil((from + to) / 2);
      fault = await this.#try(rows.slice(from, middle));
      if (fault) to = middle;
      else {
        passed = Math.max(passed, middle - from);
        from = middle;
      }
    }
    // Where the last half went through, the row behind it has not been sent alone yet.
    fault ??= await this.#try([rows[from]!]);
    return { at: from, fault, passed };
  }

  /** Why Odoo refuses the rows; undefined when it took them. */
  async #try(rows: T[]): Promise<OdooFault | undefined> {
    const { send, suspicion } = this.#sending;
    try {
      await send(rows, this.#refused);
    } catch (error) {
      if (!(error instanceof OdooFault && (error.kind === "data" || error.kind === "access"))) {
        throw error;
      }
      this.#refused = true;
      return error;
    }
    if (this.#refused) suspicion.clear(rows);
  }
}
