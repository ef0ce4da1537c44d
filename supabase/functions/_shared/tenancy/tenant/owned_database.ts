import {
  claimDatabase,
  hasClaimedDatabase,
  hasDatabase,
  hasNotedDatabase,
} from "../../database/owned_databases.ts";
import { claimBuild } from "../../database/templates.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import type { NewDatabase, OdooDatabases, RestoredDatabase } from "../../odoo/database_service.ts";
import { WebDatabases } from "../../odoo/databases.ts";
import { callLimits } from "./call_limits.ts";
import { tenantUuid, uuidOfTemplate } from "./database_uuid.ts";
import { odooUrl, type Reach } from "./odoo.ts";
import { quoted } from "../../quoted.ts";
import { ownPostgres } from "./postgres_below.ts";
import { PostgresDatabases } from "./postgres_databases.ts";
import type { Work } from "./step.ts";
import type { Known, Template } from "./template.ts";

/** What an operation has staging databases for. */
export type Use = "build" | "restoring" | "replaced" | "drill";

/** What has the name of a tenant's database, or of a template. */
export type Found =
  | { is: "absent" }
  | { is: "ours"; database: OwnedDatabase }
  /** Not proven to be the tenant's, or a template of ours; why is told to people. */
  | { is: "foreign"; why: string };

/**
 * A database that was proven to be the tenant's, the operation's own, or a template of ours. Only the proofs below
 * make one, and a server's other databases can be seen, and not dropped, renamed, dumped or filled.
 */
export class OwnedDatabase {
  readonly #server: OdooDatabases;

  private constructor(readonly name: string, server: OdooDatabases) {
    this.#server = server;
  }

  /**
   * Looks what has the name of the tenant's database. It is the tenant's when one of its operations
   * made it and the `database.uuid` in it is what that one wrote.
   */
  static async ofTenant(work: Reach): Promise<Found> {
    const { deps, tenant } = work;
    const { database: name, slug } = tenant;
    const server = serverAt(deps, odooUrl(work));
    if (!await server.exists(name)) return { is: "absent" };
    const foreign = (reason: string) => left(name, `${quoted(slug)}'s`, reason);
    if (!await hasNotedDatabase(deps.sql, tenant.id)) {
      return foreign("no operation of this tenant made it");
    }
    const uuid = await tenantUuid(work);
    if (uuid === undefined) return foreign("its database.uuid cannot be read");
    if (!await hasDatabase(deps.sql, tenant.id, uuid)) {
      return foreign("its database.uuid is another one");
    }
    return { is: "ours", database: new OwnedDatabase(name, server) };
  }

  /** The database that the operation has for a use; undefined until it was claimed. */
  static async staging(work: Work, use: Use): Promise<OwnedDatabase | undefined> {
    const name = stagingName(work, use);
    const { deps, operation } = work;
    const isOurs = await hasClaimedDatabase(deps.sql, operation.id, name);
    return isOurs ? new OwnedDatabase(name, serverAt(deps, odooUrl(work))) : undefined;
  }

  /** Finds its name free, and has it be the operation's from then on. @throws {AppError} not_ours */
  static async claimStaging(work: Work, use: Use): Promise<OwnedDatabase> {
    const known = await OwnedDatabase.staging(work, use);
    if (known) return known;
    const name = stagingName(work, use);
    const server = serverAt(work.deps, odooUrl(work));
    if (await server.exists(name)) {
      throw notOurs(
        `The database ${quoted(name)} was there before this operation. It was left alone.`,
      );
    }
    await claimDatabase(work.deps.sql, work.operation.id, name);
    return new OwnedDatabase(name, server);
  }

  /** Looks what has a template's name: ours when the `database.uuid` in it was noted as it was made. */
  static async ofTemplate(template: Known): Promise<Found> {
    const { deps, row } = template;
    const server = serverAt(deps, row.odoo_url);
    if (!await server.exists(row.database)) return { is: "absent" };
    const foreign = (reason: string) => left(row.database, "a template of ours", reason);
    if (row.uuid === null) return foreign("it was there before one was made");
    const uuid = await uuidOfTemplate(template);
    if (uuid === undefined) return foreign("its database.uuid cannot be read");
    if (uuid !== row.uuid) return foreign("its database.uuid is another one");
    return { is: "ours", database: new OwnedDatabase(row.database, server) };
  }

  /** The database that becomes a template once it is whole; undefined until its name was claimed. */
  static buildOf({ deps, row }: Template): OwnedDatabase | undefined {
    if (row.build_claimed_at === null) return undefined;
    return new OwnedDatabase(nameOfBuild(row), serverAt(deps, row.odoo_url));
  }

  /** As claimStaging, of what becomes a template; undefined where somebody has that name. */
  static async claimBuild(template: Template): Promise<OwnedDatabase | undefined> {
    const known = OwnedDatabase.buildOf(template);
    if (known) return known;
    const { deps, row } = template;
    const server = serverAt(deps, row.odoo_url);
    if (await server.exists(nameOfBuild(row))) return undefined;
    await claimBuild(deps.sql, row);
    return new OwnedDatabase(nameOfBuild(row), server);
  }

  exists(): Promise<boolean> {
    return this.#server.exists(this.name);
  }

  /** Drops it with its files; one that is not there is fine. */
  async drop(): Promise<void> {
    await this.#server.drop(this.name);
  }

  /** Gives it a name that nobody has. @throws {AppError} odoo_database_exists, odoo_* */
  async rename(to: string): Promise<void> {
    if (await this.#server.exists(to)) {
      throw new AppError(
        "odoo_database_exists",
        `Cannot rename the database ${quoted(this.name)}: the Odoo server has a database ${
          quoted(to)
        } already.`,
        { suggestion: "Look whose it is, and rename or drop it." },
      );
    }
    await this.#server.rename({ from: this.name, to });
  }

  /** Makes it anew, of the base modules. @throws {AppError} odoo_* */
  async create(database: Omit<NewDatabase, "name">): Promise<void> {
    await this.#server.create({ ...database, name: this.name });
  }

  /** Makes it a copy of another one, which may be a template. @throws {AppError} odoo_* */
  async copy({ from, neutralize }: { from: string; neutralize: boolean }): Promise<void> {
    await this.#server.duplicate({ from, to: this.name, neutralize });
  }

  /** Makes it of a dump. @throws {AppError} odoo_* */
  async restore(dump: Omit<RestoredDatabase, "name">): Promise<void> {
    await this.#server.restore({ ...dump, name: this.name });
  }

  /** A zip of the database and its files. */
  dump(): Promise<AsyncIterable<Uint8Array>> {
    return this.#server.dump(this.name);
  }
}

export function notOurs(detail: string): AppError {
  return new AppError("not_ours", detail);
}

/** All databases of an Odoo server, whoever has them: nothing but the proofs above may reach it. @throws {AppError} misconfigured */
function serverAt(deps: Pick<Deps, "config" | "leftMs">, url: string): OdooDatabases {
  const { odooMasterPassword: masterPassword } = deps.config;
  if (masterPassword) {
    const odoo = new WebDatabases({ url, masterPassword }, callLimits(deps));
    const postgres = ownPostgres(deps, url);
    return postgres ? new PostgresDatabases(odoo, postgres) : odoo;
  }
  throw new AppError("misconfigured", "Cannot manage databases: ODOO_MASTER_PASSWORD is not set.");
}

function left(name: string, whose: string, reason: string): Found {
  const why = `The database ${
    quoted(name)
  } is not known to be ${whose}: ${reason}. It was left alone.`;
  return { is: "foreign", why };
}

/** Named after the operation, so that what an earlier one left is never mistaken for it. */
function stagingName({ operation }: Work, use: Use): string {
  return `${use}_${operation.id.replaceAll("-", "")}`;
}

/** A template's name is random, and never given twice. */
function nameOfBuild({ database }: Template["row"]): string {
  return `build_${database}`;
}
