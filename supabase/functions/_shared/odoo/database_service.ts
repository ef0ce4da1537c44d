import type { Secret } from "../secret.ts";

export interface NewDatabase {
  name: string;
  /** e.g. `en_US`. */
  lang: string;
  /** ISO 3166-1 alpha-2; also sets the company's currency. */
  country?: string;
  /** The administrator's. */
  login: string;
  password: Secret;
}

export interface DatabaseCopy {
  from: string;
  to: string;
  /** Whether Odoo itself neutralises the copy; it costs no time. */
  neutralize: boolean;
}

export interface RestoredDatabase {
  name: string;
  neutralize: boolean;
  /** The archive, as `dump` gives it; what it throws comes out of `restore`, and nothing is made. */
  file: AsyncIterable<Uint8Array>;
}

/**
 * The databases of one Odoo server. Every name is checked before anything is sent; @throws {AppError}
 * invalid_request (name, language), odoo_database_exists, odoo_database_missing, misconfigured
 * (the master password), odoo_access_denied (the service is off), and OdooFault.
 */
export interface OdooDatabases {
  /** Sorted; those of other Odoo versions on the same PostgreSQL too. */
  list(): Promise<string[]>;
  /** Needs no master password. True as soon as PostgreSQL has it, long before it can be used. */
  exists(name: string): Promise<boolean>;
  /** Makes a database of the base modules, about 8 s; one that cannot be logged in to is dropped. */
  create(database: NewDatabase): Promise<void>;
  /**
   * Copies a database with its files, 0.5 to 4 s, and cuts off everybody who works in `from`. When
   * no answer comes (`unknown_outcome`) the copy may be there, not whole: see `observeCopy`.
   */
  duplicate(copy: DatabaseCopy): Promise<void>;
  /** One that is not there is fine. */
  drop(name: string): Promise<void>;
  rename(names: { from: string; to: string }): Promise<void>;
  /** A zip of the database and its files. Odoo makes all of it before the first byte comes. */
  dump(name: string): Promise<AsyncIterable<Uint8Array>>;
  /** Makes a database of a dump, with another uuid as the last thing. When no answer comes, look. */
  restore(database: RestoredDatabase): Promise<void>;
}
