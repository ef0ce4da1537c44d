import { nameKey } from "./name_key.ts";
import { quoted } from "../quoted.ts";

/** A single row cannot be told to Odoo; the others can. */
export class RowError extends Error {
  override readonly name = "RowError";
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * Names and ids of one kind of record, both ways. A record is found by a name's key, which is the
 * name itself unless told otherwise; of several with one key the first one added wins.
 */
export class Directory {
  readonly #model: string;
  readonly #ids = new Map<string, number>();
  /** By what they are called in other languages. */
  readonly #otherIds = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #keyOf: (name: string) => string;

  constructor(model: string, keyOf: (name: string) => string = (name) => name) {
    this.#model = model;
    this.#keyOf = keyOf;
  }

  /** Adds a record with its name, and what it is called in other languages: it is found by any, but shown by the name. */
  add(id: number, name: string, others: string[] = []): void {
    this.label(id, name);
    const key = this.#keyOf(name);
    if (!this.#ids.has(key)) this.#ids.set(key, id);
    for (const other of others.map(this.#keyOf)) {
      if (!this.#otherIds.has(other)) this.#otherIds.set(other, id);
    }
  }

  /** Gives an id a name to show, without making it findable by that name. */
  label(id: number, name: string): void {
    this.#names.set(id, name);
  }

  id(name: string): number | undefined {
    const key = this.#keyOf(name);
    return this.#ids.get(key) ?? this.#otherIds.get(key);
  }

  /** The name of an id; Odoo's `model,id` notation for one that was never read; null for none. */
  name(id: number | null): string | null {
    return id === null ? null : this.#names.get(id) ?? `${this.#model},${id}`;
  }

  knows(id: number): boolean {
    return this.#names.has(id);
  }

  /** What each known id is called. */
  labels(): { odoo_id: number; label: string }[] {
    return [...this.#names].map(([odoo_id, label]) => ({ odoo_id, label }));
  }

  /** The keys of all names with their ids. */
  entries(): [string, number][] {
    return [...this.#ids];
  }
}

/** What can be asked of a directory by those who do not fill it. */
export type Lookup = Pick<Directory, "id" | "name" | "knows" | "labels" | "entries">;

/** People: assignable ones by any of their addresses, all by id. */
export class People extends Directory {
  readonly #logins = new Map<number, string>();

  constructor() {
    super("res.users", nameKey);
  }

  addLogin(id: number, login: string): void {
    this.#logins.set(id, login);
  }

  /** Both an address and a login show in the shadow. */
  override labels(): { odoo_id: number; label: string }[] {
    return super.labels()
      .map(({ odoo_id, label }) => ({ odoo_id, label: `${label} ${this.login(odoo_id)}` }));
  }

  login(id: number | null): string | null {
    return id === null ? null : this.#logins.get(id) ?? `res.users,${id}`;
  }
}

/** The id behind a name. Throws RowError when Odoo has no such record. */
export function required(directory: Lookup, kind: string, name: unknown): number {
  const id = directory.id(String(name));
  if (id === undefined) {
    throw new RowError(kind, `Cannot refer to ${kind} ${quoted(name)}: it is not in Odoo.`);
  }
  return id;
}
