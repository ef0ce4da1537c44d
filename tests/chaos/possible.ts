/** A merged field of one record: what Odoo holds (null: no record) and what was last agreed on. */
export interface FieldState {
  odoo: string | null;
  agreed: string | undefined;
}

/**
 * All states that a merged field may be in. A run that was disturbed leaves several: the model goes
 * on with each of them, and Odoo has to hold one in the end.
 */
export class Possible {
  #states: FieldState[] = [{ odoo: null, agreed: undefined }];
  /** What a run that may still be under way would write. */
  #wanted: string[];

  constructor(wanted: string) {
    this.#wanted = [wanted];
  }

  /** The values that Odoo may hold. */
  get values(): (string | null)[] {
    return [...new Set(this.#states.map((state) => state.odoo))];
  }

  /** The seed says something else; `during` a run that may carry the old or the new value. */
  seed(value: string, during: boolean): void {
    this.#wanted = during ? [...new Set([...this.#wanted, value])] : [value];
  }

  /** A run that nothing disturbed said that all went well; a retired seed is not created. */
  ran(value: string, active = true): void {
    const run = (state: FieldState) =>
      state.odoo === null && !active ? state : agreed(state, value);
    this.#states = distinct(this.#states.map(run));
    this.#wanted = [value];
  }

  /** A run was there that may have got anywhere, or still is. */
  mayHaveRun(): void {
    this.#states = this.#closed();
  }

  /** People set a value, or delete the record; `during` a run that may already have read the old one. */
  person(value: string | null, during: boolean): void {
    if (!during) {
      this.#states = distinct(this.#states.map((state) => edited(state, value)));
      return;
    }
    const before = this.#closed();
    const overwritten = before.flatMap((state) => this.#written(state));
    this.#states = distinct([...before.map((state) => edited(state, value)), ...overwritten]);
    this.#states = this.#closed();
  }

  #closed(): FieldState[] {
    let states = this.#states;
    for (let count = 0; count !== states.length;) {
      count = states.length;
      const next = states.flatMap((state) => [...this.#agreements(state), ...this.#written(state)]);
      states = distinct([...states, ...next]);
    }
    return states;
  }

  #agreements(state: FieldState): FieldState[] {
    return this.#wanted.filter((value) => value === state.odoo)
      .map((value) => ({ odoo: value, agreed: value }));
  }

  #written(state: FieldState): FieldState[] {
    return this.#wanted.filter((value) => verdict(state, value) === "write")
      // Killed in between, Odoo holds what nobody wrote down.
      .flatMap((value) => [{ odoo: value, agreed: state.agreed }, { odoo: value, agreed: value }]);
  }
}

/** What the policy `merge` says; docs/adr/0009-merge-fields.md. */
export function verdict({ odoo, agreed }: FieldState, wanted: string) {
  if (odoo === null) return "write";
  if (odoo === wanted) return "same";
  if (wanted === agreed) return "kept";
  return odoo === agreed ? "write" : "conflict";
}

function agreed(state: FieldState, wanted: string): FieldState {
  const what = verdict(state, wanted);
  return what === "write" || what === "same" ? { odoo: wanted, agreed: wanted } : state;
}

function edited(state: FieldState, value: string | null): FieldState {
  if (value === null) return { odoo: null, agreed: undefined };
  return state.odoo === null ? state : { odoo: value, agreed: state.agreed };
}

function distinct(states: FieldState[]): FieldState[] {
  return [...new Map(states.map((state) => [JSON.stringify(state), state])).values()];
}
