import type { Columns } from "../../odoo/columns.ts";

/** Which models are read column by column; each for as long as that works. */
export class ColumnReading {
  readonly #columns: Map<string, Columns>;

  constructor(columns: Record<string, Columns> = {}) {
    this.#columns = new Map(Object.entries(columns));
  }

  /** How a model is read so; undefined where record by record is all there is. */
  of(model: string): Columns | undefined {
    return this.#columns.get(model);
  }

  /** Takes in that it is the way of reading that fails, which it would again. */
  fail(model: string): void {
    this.#columns.delete(model);
  }
}
