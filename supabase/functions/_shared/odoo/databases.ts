import type { OdooClientOptions } from "./client.ts";
import { dumpDatabase, restoreDatabase } from "./database_files.ts";
import { DatabaseManager, type DatabaseServer } from "./database_manager.ts";
import { checkDatabaseName } from "./database_name.ts";
import { renameDatabase } from "./database_pages.ts";
import type {
  DatabaseCopy,
  NewDatabase,
  OdooDatabases,
  RestoredDatabase,
} from "./database_service.ts";
import { hasLanguage, notSetUp, unknownLanguage } from "./database_set_up.ts";
import { OdooFault } from "./faults.ts";
import { letIn } from "./log_in.ts";
import { quoted } from "../quoted.ts";

type DatabaseOptions = Omit<OdooClientOptions, "logins">;

/**
 * The databases of a server by the pages of Odoo's own database manager, which every version has: its
 * service behind `/jsonrpc` is gone since 19.1. A page's answer alone proves nothing, so what is there
 * is looked at before and after.
 */
export class WebDatabases implements OdooDatabases {
  readonly #server: DatabaseServer;
  readonly #options: DatabaseOptions;
  readonly #manager: DatabaseManager;

  constructor(server: DatabaseServer, options: DatabaseOptions = {}) {
    this.#server = server;
    this.#options = options;
    this.#manager = new DatabaseManager(server, options);
  }

  async list(): Promise<string[]> {
    return await this.#manager.look("list the databases");
  }

  async exists(name: string): Promise<boolean> {
    checkDatabaseName(name);
    return (await this.#manager.look(`look for the database ${quoted(name)}`)).includes(name);
  }

  async create({ name, lang, country, login, password }: NewDatabase): Promise<void> {
    checkDatabaseName(name);
    const title = `create the database ${quoted(name)}`;
    await this.#manager.expect(title, { absent: name });
    const form = { name, lang, login, password: password.reveal(), phone: "" };
    try {
      await this.#manager.submit(title, name, "create", { ...form, country_code: country ?? "" }, [
        password,
      ]);
    } catch (error) {
      // Odoo logs in to what it made, and is refused where its set-up failed.
      if (!isRefusedLogin(error) || !await this.exists(name)) {
        throw await this.#manager.reported(title, error);
      }
    }
    // A set-up that failed leaves a database with the password admin.
    const { url } = this.#server;
    const admin = { url, database: name, username: login, password, transport: "jsonrpc" } as const;
    const client = await letIn(admin, this.#options);
    if (client && await hasLanguage(client, lang)) return;
    await this.drop(name);
    throw client ? unknownLanguage(lang) : notSetUp(title);
  }

  async duplicate({ from, to, neutralize }: DatabaseCopy): Promise<void> {
    checkDatabaseName(from);
    checkDatabaseName(to);
    const title = `copy the database ${quoted(from)} to ${quoted(to)}`;
    const names = await this.#manager.expect(title, { present: from, absent: to });
    const form = { name: from, new_name: to, ...neutralize && { neutralize_database: "true" } };
    try {
      await this.#manager.manage(title, () => this.#manager.submit(title, from, "duplicate", form));
    } catch (error) {
      // Odoo works in the only database that it has; the copy cuts it off from there, and 18 and 19 then fail over the page.
      const cutOff = names.length === 1 && error instanceof OdooFault &&
        error.kind === "unreadable";
      if (!cutOff || !await this.exists(to)) throw error;
    }
    await this.#manager.prove(title, from, (names) => names.includes(to));
  }

  async drop(name: string): Promise<void> {
    if (!await this.exists(name)) return;
    const title = `drop the database ${quoted(name)}`;
    await this.#manager.confirmed(title, name, {
      work: () =>
        this.#manager.manage(title, () => this.#manager.submit(title, name, "drop", { name })),
      isDone: (names) => !names.includes(name),
    });
  }

  async rename({ from, to }: { from: string; to: string }): Promise<void> {
    checkDatabaseName(from);
    checkDatabaseName(to);
    const title = `rename the database ${quoted(from)} to ${quoted(to)}`;
    await this.#manager.expect(title, { present: from, absent: to });
    const work = () =>
      this.#manager.attempt(
        title,
        from,
        "rename",
        (http, operation, signal) => renameDatabase(http, operation, { from, to }, signal),
      );
    await this.#manager.confirmed(title, from, {
      work: () => this.#manager.manage(title, work),
      isDone: (names) => names.includes(to) && !names.includes(from),
    });
  }

  async dump(name: string): Promise<AsyncIterable<Uint8Array>> {
    checkDatabaseName(name);
    const title = `dump the database ${quoted(name)}`;
    await this.#manager.expect(title, { present: name });
    return await dumpDatabase(this.#manager.page(title, name, "dump"), name);
  }

  async restore(database: RestoredDatabase): Promise<void> {
    checkDatabaseName(database.name);
    const title = `restore a backup into the database ${quoted(database.name)}`;
    await this.#manager.expect(title, { absent: database.name });
    await restoreDatabase(this.#manager.page(title, database.name, "restore"), database);
    await this.#manager.prove(title, database.name, (names) => names.includes(database.name));
  }
}

function isRefusedLogin(error: unknown): boolean {
  return error instanceof OdooFault && error.kind === "auth";
}
