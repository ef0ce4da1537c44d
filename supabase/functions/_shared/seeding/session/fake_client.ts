import type { OdooClient } from "../../odoo/client.ts";
import { OdooFault } from "../../odoo/faults.ts";
import type { FaultKind } from "../../odoo/faults.ts";
import type { SearchQuery } from "../../odoo/search_read.ts";
import type { Context, OdooConnection, Values } from "../../odoo/types.ts";
import { Secret } from "../../secret.ts";

const password = new Secret("hunter22");
export const connection: OdooConnection = {
  url: "http://odoo.test",
  database: "acme",
  username: "bot@example.com",
  transport: "auto",
  password,
};

export function fault(kind: FaultKind, reason = "refused"): OdooFault {
  return new OdooFault(kind, { title: "call Odoo", connection }, reason);
}

/** Records in memory behind the calls of an OdooClient; each call stores all of its rows or none. */
export class FakeClient {
  readonly uid = 7;
  version = { major: 19, text: "19.0" };
  callCount = 0;
  /** What happens to the next creates: `lost` stores them and loses the answer, `dropped` stores nothing. */
  readonly creates: ("lost" | "dropped" | OdooFault)[] = [];
  /** Whether Odoo refuses values, and with them the whole call. */
  refuses: (model: string, values: Values) => boolean = () => false;
  /** In which words it does. */
  words = "refused";
  /** What the user may do, by model and operation. */
  readonly allowed = new Set<string>();
  readonly #tables = new Map<string, Map<number, Values>>();

  async #search(model: string, domain: unknown[]): Promise<unknown[]> {
    const rows = await this.searchRead(model, { domain, fields: [], order: "id" });
    return rows.map(({ id }) => id);
  }

  /** Itself as the type that capabilities ask for. */
  get client(): OdooClient {
    return this as unknown as OdooClient;
  }

  languages(): Promise<string[]> {
    return Promise.resolve(["en_US"]);
  }

  table(model: string): Map<number, Values> {
    const known = this.#tables.get(model);
    if (known) return known;
    const fresh = new Map<number, Values>();
    this.#tables.set(model, fresh);
    return fresh;
  }

  put(model: string, id: number, values: Values): void {
    this.table(model).set(id, values);
  }

  create(model: string, valuesList: Values[], _context?: Context): Promise<number[]> {
    this.callCount++;
    const trouble = this.creates.shift();
    if (trouble instanceof OdooFault) return Promise.reject(trouble);
    if (trouble === "dropped") return Promise.reject(fault("unknown_outcome"));
    if (valuesList.some((values) => this.refuses(model, values))) {
      return Promise.reject(fault("data", this.words));
    }
    const table = this.table(model);
    const ids = valuesList.map((values) => {
      const id = Math.max(0, ...table.keys()) + 1;
      table.set(id, values);
      return id;
    });
    return trouble === "lost" ? Promise.reject(fault("unknown_outcome")) : Promise.resolve(ids);
  }

  write(model: string, ids: number[], values: Values, _context?: Context): Promise<void> {
    return this.saveMany(model, ids.map((id) => ({ id, values })));
  }

  saveMany(model: string, rows: { id: number; values: Values }[], _context?: Context) {
    this.callCount++;
    const table = this.table(model);
    const after = rows.map(({ id, values }) => ({ ...table.get(id), ...values, id }));
    if (rows.some(({ id }) => !table.has(id))) return Promise.reject(fault("data", "Missing"));
    if (after.some((values) => this.refuses(model, values))) {
      return Promise.reject(fault("data", this.words));
    }
    for (const { id, values } of rows) table.set(id, { ...table.get(id), ...values });
    return Promise.resolve();
  }

  searchRead(model: string, query: SearchQuery): Promise<Values[]> {
    this.callCount++;
    const { domain, fields, order, limit } = query;
    const leaves = domain as [string, string, unknown][];
    const records = [...this.table(model)].map(([id, values]): Values => ({ id, ...values }))
      .filter((record) => leaves.every((leaf) => holds(record, leaf)));
    if (order === "id") records.sort((a, b) => Number(a.id) - Number(b.id));
    const shown = records.slice(0, limit).map((record) =>
      Object.fromEntries(["id", ...fields].map((field) => [field, record[field] ?? false]))
    );
    return Promise.resolve(shown);
  }

  /** Searches, and access checks, each in the version of Odoo that has it. */
  call(model: string, method: string, { kwargs = {} }: { kwargs?: Values }): Promise<unknown> {
    if (method === "search") return this.#search(model, kwargs.domain as unknown[]);
    this.callCount++;
    const known = this.version.major >= 18 ? "has_access" : "check_access_rights";
    if (method !== known) return Promise.reject(fault("protocol", `${method} does not exist`));
    return Promise.resolve(this.allowed.has(`${model} ${kwargs.operation}`));
  }
}

function holds(record: Values, [field, operator, value]: [string, string, unknown]): boolean {
  const own = record[field] ?? false;
  if (operator === "=") return own === value;
  if (operator === "!=") return own !== value;
  if (operator === "in") return (value as unknown[]).includes(own);
  if (operator === ">") return Number(own) > Number(value);
  if (operator === "<=") return Number(own) <= Number(value);
  throw new TypeError(`the operator ${operator} is unknown`);
}
