import type { Columns } from "../../odoo/columns.ts";

/** How tasks are read column by column, for as long as that works; undefined from the first failure on. */
export class TaskColumns {
  #columns: Columns | undefined;

  constructor(columns: Columns | undefined) {
    this.#columns = columns;
  }

  get usable(): Columns | undefined {
    return this.#columns;
  }

  /** Takes in that it is the way of reading that fails, which it would again. */
  fail(): void {
    this.#columns = undefined;
  }
}
