import type { Secret } from "../secret.ts";
import { limitMs } from "../outside/limits.ts";
import { attempt, type AttemptOptions, OutOfTime } from "./attempts.ts";
import type { OdooClientOptions } from "./client.ts";
import { listDatabases, submit } from "./database_pages.ts";
import { databaseExists, databaseMissing, databaseRefusal } from "./database_refusals.ts";
import { type FaultKind, OdooFault, type Operation } from "./faults.ts";
import { OdooHttp } from "./http.ts";

export interface DatabaseServer {
  url: string;
  masterPassword: Secret;
}

/** A fresh database takes 8 to 20 s, a large copy some; an edge function ends at 150 s. */
const defaultTimeoutMs = 100_000;
const defaultRetry = { attempts: 4, baseMs: 300, maxMs: 3_000 };

/** Calls of a server's database manager, and looks at what they left. */
export class DatabaseManager {
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

  /** What a call needs whose question or answer is an archive. @throws {OutOfTime} */
  page(title: string, database: string, method: string) {
    const limit = limitMs(this.#options);
    if (limit <= 0) throw new OutOfTime({ model: "db", method });
    return {
      ...this.#server,
      operation: this.#operation(title, database),
      fetch: this.#fetch ?? fetch,
      signal: AbortSignal.timeout(limit),
      list: () => this.#names("list the databases"),
    };
  }

  #operation(title: string, database: string, secrets?: Secret[]): Operation {
    const { url, masterPassword: password } = this.#server;
    const connection = { url, database, username: "", password, transport: "jsonrpc" } as const;
    return { title, connection, secrets };
  }

  /**
   * Refuses before anything is sent: a page's own words differ between versions.
   * Returns the names of all databases. @throws {AppError}
   */
  async expect(
    title: string,
    { present, absent }: { present?: string; absent?: string },
  ): Promise<string[]> {
    const names = await this.look(title);
    if (present !== undefined && !names.includes(present)) throw databaseMissing(title);
    if (absent !== undefined && names.includes(absent)) throw databaseExists(title);
    return names;
  }

  /** A page leads on, too, where something before Odoo does, or Odoo found nothing to do. */
  async prove(title: string, database: string, isDone: (names: string[]) => boolean) {
    if (isDone(await this.look(title))) return;
    const reason = "the server says that it is done, and it is not";
    throw new OdooFault("protocol", this.#operation(title, database), reason);
  }

  /** A lost answer is made up for by a look at what is there. */
  async confirmed(
    title: string,
    database: string,
    { work, isDone }: { work(): Promise<void>; isDone(names: string[]): boolean },
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const lost = error instanceof OdooFault && saysNothing.includes(error.kind);
      if (!lost || !isDone(await this.look(title))) throw error;
      return;
    }
    await this.prove(title, database, isDone);
  }

  /** The names of all databases. @throws {AppError} */
  look(title: string): Promise<string[]> {
    return this.manage(title, () => this.#names(title));
  }

  #names(title: string): Promise<string[]> {
    return this.attempt(title, "", "list", listDatabases);
  }

  /** Has a page do what a form says. @throws {OdooFault} unknown_outcome, when it may have been done */
  submit(
    title: string,
    database: string,
    page: Parameters<typeof submit>[2],
    form: Record<string, string>,
    secrets?: Secret[],
  ): Promise<void> {
    const send: Sending<void> = (http, operation, signal) =>
      submit(http, operation, page, form, signal);
    return this.attempt(title, database, page, send, secrets);
  }

  /** Sends something until it arrives. @throws {OdooFault} */
  attempt<T>(
    title: string,
    database: string,
    method: string,
    send: Sending<T>,
    secrets?: Secret[],
  ): Promise<T> {
    const operation = this.#operation(title, database, secrets);
    const http = new OdooHttp(operation.connection, this.#fetch);
    return attempt(
      { model: "db", method },
      this.#options,
      (signal) => send(http, operation, signal),
    );
  }

  /** Does something and says what a refusal of it means. @throws {AppError} */
  async manage<T>(title: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await this.reported(title, error);
    }
  }

  /** What to throw for an error: what Odoo means by it. */
  async reported(title: string, error: unknown): Promise<unknown> {
    if (!(error instanceof OdooFault)) return error;
    return await databaseRefusal(title, error, () => this.#names(title));
  }
}

type Sending<T> = (http: OdooHttp, operation: Operation, signal: AbortSignal) => Promise<T>;

/** No answer, or one that breaks off: Odoo may have done it, and failed over the page that says so. */
const saysNothing: FaultKind[] = ["unknown_outcome", "unreadable"];
