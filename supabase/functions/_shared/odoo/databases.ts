import type { OdooClientOptions } from "./client.ts";
import type { Secret } from "../secret.ts";
import { AppError } from "../errors.ts";
import { attempt, type AttemptOptions, limitMs, OutOfTime } from "./attempts.ts";
import type {
  DatabaseCopy,
  NewDatabase,
  OdooDatabases,
  RestoredDatabase,
} from "./database_service.ts";
import { dumpDatabase, restoreDatabase } from "./database_files.ts";
import { databaseRefusal } from "./database_refusals.ts";
import { checkDatabaseName } from "./database_name.ts";
import { OdooFault } from "./faults.ts";
import { OdooHttp } from "./http.ts";
import { callService } from "./jsonrpc.ts";
import { logsIn } from "./log_in.ts";
import { isRepeatable } from "./repeatable.ts";
import type { OdooConnection } from "./types.ts";
import { quoted } from "../quoted.ts";

export interface DatabaseServer {
  url: string;
  masterPassword: Secret;
}

/** A fresh database takes 8 to 20 s, a large copy some; an edge function ends at 150 s. */
const defaultTimeoutMs = 100_000;
const defaultRetry = { attempts: 4, baseMs: 300, maxMs: 3_000 };

/** Odoo's own database service, behind `/jsonrpc`. */
export class RpcDatabases implements OdooDatabases {
  readonly #server: DatabaseServer;
  readonly #options: AttemptOptions;
  readonly #fetch?: typeof fetch;

  constructor(server: DatabaseServer, options: Omit<OdooClientOptions, "logins"> = {}) {
    this.#server = server;
    this.#fetch = options.fetch;
    this.#options = {
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      leftMs: options.leftMs,
      retry: { ...defaultRetry, ...options.retry },
      log: options.log,
      now: options.now ?? (() => performance.now()),
    };
  }

  async list(): Promise<string[]> {
    return (await this.#manage("list the databases", "list", "", []) as string[]).sort();
  }

  async exists(name: string): Promise<boolean> {
    checkDatabaseName(name);
    const title = `look for the database ${quoted(name)}`;
    if (await this.#call(title, "db_exist", name, [name]) === true) return true;
    // Odoo says false of every database while its PostgreSQL is away; a list is refused then.
    return (await this.#manage(title, "list", "", []) as string[]).includes(name);
  }

  async create({ name, lang, country, login, password }: NewDatabase): Promise<void> {
    checkDatabaseName(name);
    await this.#checkLanguage(lang);
    const { url, masterPassword } = this.#server;
    const args = [
      masterPassword.reveal(),
      name,
      false,
      lang,
      password.reveal(),
      login,
      country ?? null,
    ];
    await this.#manage(`create the database ${quoted(name)}`, "create_database", name, args, [
      password,
    ]);
    // Odoo answers true to a set-up that failed; the database then has the password admin.
    const admin = { url, database: name, username: login, password, transport: "jsonrpc" } as const;
    if (await logsIn(admin, { fetch: this.#fetch, ...this.#options })) return;
    await this.drop(name);
    const detail = `Cannot create the database ${quoted(name)}: Odoo could not set it up.`;
    throw new AppError("odoo_failed", detail, {
      suggestion: "Check the country; Odoo's log names the cause. The database was dropped.",
    });
  }

  async duplicate({ from, to, neutralize }: DatabaseCopy): Promise<void> {
    checkDatabaseName(from);
    checkDatabaseName(to);
    const args = [this.#server.masterPassword.reveal(), from, to, neutralize];
    await this.#manage(
      `copy the database ${quoted(from)} to ${quoted(to)}`,
      "duplicate_database",
      from,
      args,
    );
  }

  async drop(name: string): Promise<void> {
    // Looking takes milliseconds and no password; asking for what is not there, 250 ms.
    if (!await this.exists(name)) return;
    const args = [this.#server.masterPassword.reveal(), name];
    await this.#settled(
      () => this.#manage(`drop the database ${quoted(name)}`, "drop", name, args),
      async () => !await this.exists(name),
    );
  }

  async rename({ from, to }: { from: string; to: string }): Promise<void> {
    checkDatabaseName(from);
    checkDatabaseName(to);
    const args = [this.#server.masterPassword.reveal(), from, to];
    await this.#settled(
      () =>
        this.#manage(`rename the database ${quoted(from)} to ${quoted(to)}`, "rename", from, args),
      async () => await this.exists(to) && !await this.exists(from),
    );
  }

  async dump(name: string): Promise<AsyncIterable<Uint8Array>> {
    checkDatabaseName(name);
    return await dumpDatabase(this.#page(`dump the database ${quoted(name)}`, name, "dump"), name);
  }

  async restore(database: RestoredDatabase): Promise<void> {
    checkDatabaseName(database.name);
    const title = `restore a backup into the database ${quoted(database.name)}`;
    await restoreDatabase(this.#page(title, database.name, "restore"), database);
  }

  /** @throws {OutOfTime} */
  #page(title: string, database: string, method: string) {
    const limit = limitMs(this.#options);
    if (limit <= 0) throw new OutOfTime({ model: "db", method });
    return {
      ...this.#server,
      operation: { title, connection: this.#connection(database) },
      fetch: this.#fetch ?? fetch,
      signal: AbortSignal.timeout(limit),
      list: () => this.#call("list the databases", "list", "", []),
    };
  }

  #connection(database: string): OdooConnection {
    const { url, masterPassword: password } = this.#server;
    return { url, database, username: "", password, transport: "jsonrpc" };
  }

  /** Odoo takes a language that it does not have, answers true and leaves it out. */
  async #checkLanguage(lang: string): Promise<void> {
    const rows = await this.#call("list the languages", "list_lang", "", []);
    if ((rows as [string, string][]).some(([code]) => code === lang)) return;
    const detail = `Cannot create a database: ${quoted(lang)} is no language of Odoo.`;
    throw new AppError("invalid_request", detail, { suggestion: "Use a code such as en_US." });
  }

  /** A lost answer is made up for by a look at what is there. */
  async #settled(work: () => Promise<unknown>, isDone: () => Promise<boolean>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const lost = error instanceof OdooFault && error.kind === "unknown_outcome";
      if (!lost || !await isDone()) throw error;
    }
  }

  async #manage(
    title: string,
    method: string,
    database: string,
    args: unknown[],
    secrets?: Secret[],
  ): Promise<unknown> {
    try {
      return await this.#call(title, method, database, args, secrets);
    } catch (error) {
      if (!(error instanceof OdooFault)) throw error;
      throw await databaseRefusal(title, error, () => this.#call(title, "list", "", []));
    }
  }

  #call(title: string, method: string, database: string, args: unknown[], secrets?: Secret[]) {
    const http = new OdooHttp(this.#connection(database), this.#fetch);
    const repeatable = isRepeatable(method);
    return attempt(
      { model: "db", method },
      this.#options,
      (signal) =>
        callService(http, title, { service: "db", method, args, repeatable, secrets, signal }),
    );
  }
}
