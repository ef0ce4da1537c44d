import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import type { SearchQuery } from "../search_read.ts";
import type { Values } from "../types.ts";
import { Secret } from "../../secret.ts";

const connection = {
  url: "http://odoo.test",
  database: "odoo_acme",
  username: "bot@example.com",
  password: new Secret("hunter22"),
  transport: "auto",
} as const;

/** One Odoo database in memory behind the calls of an OdooClient, whose user is the bot. */
export class FakeDatabase {
  readonly uid = 7;
  readonly version = { major: 19, text: "19.0" };
  /** Calls that changed something, e.g. `write res.users`. */
  readonly changes: string[] = [];
  /** After so many further changes the caller dies, once. */
  diesAfter?: number;
  /** What a call of a model's own method does. */
  readonly methods: Record<string, (ids: number[], kwargs: Values) => unknown> = {};
  readonly #tables = new Map<string, Map<number, Values>>();

  get client(): OdooClient {
    return this as unknown as OdooClient;
  }

  put(model: string, ...rows: Values[]): void {
    for (const row of rows) this.table(model).set(Number(row.id), row);
  }

  table(model: string): Map<number, Values> {
    const known = this.#tables.get(model) ?? new Map<number, Values>();
    this.#tables.set(model, known);
    return known;
  }

  /** Values of one field by id, of records that have it truthy. */
  ids(model: string, field: string): number[] {
    return [...this.table(model).values()].filter((row) => row[field]).map(({ id }) => Number(id));
  }

  operation(title: string) {
    return { title, connection };
  }

  fault(kind: OdooFault["kind"], reason = "no"): OdooFault {
    return new OdooFault(kind, this.operation("call Odoo"), reason);
  }

  searchRead(model: string, query: SearchQuery): Promise<Values[]> {
    const hidden = (row: Values) =>
      row.active === false && query.context?.active_test !== false &&
      !JSON.stringify(query.domain).includes('"active"');
    const found = [...this.table(model).values()]
      .filter((row) => !hidden(row) && matches(row, query.domain));
    const shown = found.slice(0, query.limit).map((row) =>
      Object.fromEntries(["id", ...query.fields].map((field) => [field, row[field] ?? false]))
    );
    return Promise.resolve(shown);
  }

  create(model: string, valuesList: Values[]): Promise<number[]> {
    if (valuesList.length === 0) return Promise.resolve([]);
    return this.#change(`create ${model}`, () =>
      valuesList.map((values) => {
        const id = Math.max(0, ...this.table(model).keys()) + 1;
        this.put(model, { active: true, ...values, id });
        return id;
      }));
  }

  write(model: string, ids: number[], values: Values): Promise<void> {
    return this.saveMany(model, ids.map((id) => ({ id, values })));
  }

  saveMany(model: string, rows: { id: number; values: Values }[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    return this.#change(`write ${model}`, () => {
      for (const { id, values } of rows) this.#store(model, id, values);
    });
  }

  call(
    model: string,
    method: string,
    { ids = [], kwargs = {} }: { ids?: number[]; kwargs?: Values } = {},
  ): Promise<unknown> {
    return this.#change(`${method} ${model}`, () => {
      if (method === "unlink") return ids.every((id) => this.table(model).delete(id));
      const own = this.methods[method];
      if (!own) throw this.fault("protocol", `${method} does not exist`);
      return own(ids, kwargs);
    });
  }

  /** A user's address is the one of its partner. */
  #store(model: string, id: number, values: Values): void {
    this.put(model, { ...this.table(model).get(id), ...values, id });
    if (model !== "res.partner" || !("email" in values)) return;
    for (const user of this.table("res.users").values()) {
      if (user.partner_id === id) this.put("res.users", { ...user, email: values.email });
    }
  }

  // deno-lint-ignore require-await -- what it throws has to come as a rejection
  async #change<T>(title: string, work: () => T): Promise<T> {
    if (this.diesAfter === 0) {
      this.diesAfter = undefined;
      throw new Error("killed");
    }
    if (this.diesAfter !== undefined) this.diesAfter--;
    this.changes.push(title);
    return work();
  }
}

type Leaf = [string, string, unknown];

/** All leaves hold; with a leading `|` the first or the second one. */
function matches(row: Values, domain: unknown[]): boolean {
  if (domain[0] === "|") return (domain.slice(1) as Leaf[]).some((leaf) => holds(row, leaf));
  return (domain as Leaf[]).every((leaf) => holds(row, leaf));
}

function holds(row: Values, [field, operator, value]: Leaf): boolean {
  const own = row[field] ?? false;
  if (operator === "=") return own === value;
  if (operator === "!=") return own !== value;
  if (operator === "in") return (value as unknown[]).includes(own);
  throw new TypeError(`the operator ${operator} is unknown`);
}
