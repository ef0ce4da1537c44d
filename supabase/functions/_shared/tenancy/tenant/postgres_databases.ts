import {
  copyDatabase,
  type CopyStrategy,
  hasFilesOutside,
  renameIdle,
} from "../../database/copy_database.ts";
import { checkDatabaseName } from "../../odoo/database_name.ts";
import type {
  DatabaseCopy,
  NewDatabase,
  OdooDatabases,
  RestoredDatabase,
} from "../../odoo/database_service.ts";
import type { Secret } from "../../secret.ts";

/** A PostgreSQL below Odoo that is ours. */
export interface OwnPostgres {
  admin: Secret;
  strategy: CopyStrategy;
}

/**
 * The databases of an Odoo whose PostgreSQL is ours: PostgreSQL copies what keeps its files in the
 * database, as our templates do, and keeps no worker of Odoo busy meanwhile. All else is Odoo's own
 * service's: its file store is out of reach, and neutralising is Odoo's own business.
 */
export class PostgresDatabases implements OdooDatabases {
  constructor(private readonly odoo: OdooDatabases, private readonly postgres: OwnPostgres) {}

  async duplicate(copy: DatabaseCopy): Promise<void> {
    const { from, to, neutralize } = copy;
    checkDatabaseName(from);
    checkDatabaseName(to);
    const { admin, strategy } = this.postgres;
    if (neutralize || await hasFilesOutside(admin, from)) return await this.odoo.duplicate(copy);
    await copyDatabase(admin, { from, to, strategy });
  }

  list(): Promise<string[]> {
    return this.odoo.list();
  }

  exists(name: string): Promise<boolean> {
    return this.odoo.exists(name);
  }

  create(database: NewDatabase): Promise<void> {
    return this.odoo.create(database);
  }

  drop(name: string): Promise<void> {
    return this.odoo.drop(name);
  }

  async rename(names: { from: string; to: string }): Promise<void> {
    checkDatabaseName(names.from);
    checkDatabaseName(names.to);
    const { admin } = this.postgres;
    // As a copy that nobody has opened yet.
    const { from } = names;
    if (await hasFilesOutside(admin, from) || !await renameIdle(admin, names)) {
      await this.odoo.rename(names);
    }
  }

  dump(name: string): Promise<AsyncIterable<Uint8Array>> {
    return this.odoo.dump(name);
  }

  restore(database: RestoredDatabase): Promise<void> {
    return this.odoo.restore(database);
  }
}
