import { attempt, type AttemptOptions, type CallLog } from "./attempts.ts";
import { OdooFault, type Operation } from "./faults.ts";
import { OdooHttp } from "./http.ts";
import { type Row, saveMany } from "./save_many.ts";
import { type SearchQuery, searchRead } from "./search_read.ts";
import { pastStaleWorkers } from "./workers.ts";
import { forgetSession, type Logins, openSession, type Session } from "./session.ts";
import type {
  Context,
  FieldInfo,
  OdooCall,
  OdooConnection,
  OdooTransport,
  OdooVersion,
  Values,
} from "./types.ts";

export interface OdooClientOptions {
  /** Bounds each call with its repetitions; default 60 s. */
  timeoutMs?: number;
  /** How long whoever calls has; no call outlasts it. Unbounded unless said. */
  leftMs?(): number;
  fetch?: typeof fetch;
  retry?: Partial<AttemptOptions["retry"]>;
  log?(entry: CallLog): void;
  now?(): number;
  /** Where logins are kept; by default all clients of a process share them. */
  logins?: Logins;
}

const sharedLogins: Logins = new Map();

/**
 * Batches are sized for 1 to 3 s, and Odoo's own repetition of a conflict takes up to 30 s. Odoo
 * kills a call at 120 s, an edge function ends at 150 s and must still store what happened.
 */
const defaultTimeoutMs = 60_000;
const defaultRetry = { attempts: 5, baseMs: 200, maxMs: 5_000 };

/** Odoo's methods as typed calls over whichever transport the connection chooses. */
export class OdooClient {
  readonly version: OdooVersion;
  readonly uid: number;
  readonly transport: OdooTransport;
  readonly #http: OdooHttp;
  readonly #options: AttemptOptions;
  /** Known to override search_read without the option; others are found out. */
  readonly #modelsWithoutLoad = new Set(["project.tags"]);

  readonly #logins: Logins;
  readonly #kept: Session["kept"];

  private constructor(session: Session, http: OdooHttp, options: AttemptOptions, logins: Logins) {
    this.#logins = logins;
    this.#kept = session.kept;
    this.version = session.version;
    this.uid = session.uid;
    this.transport = session.transport;
    this.#http = http;
    this.#options = options;
  }

  /**
   * Asks for the version, chooses the transport and logs in: 2 requests, 3 for a key before 19.
   * @throws {OdooFault} unreachable, auth, database_missing, protocol
   * @throws {AppError} misconfigured
   */
  static async connect(
    connection: OdooConnection,
    options: OdooClientOptions = {},
  ): Promise<OdooClient> {
    const http = new OdooHttp(connection, options.fetch);
    const attemptOptions = {
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      leftMs: options.leftMs,
      retry: { ...defaultRetry, ...options.retry },
      log: options.log,
      now: options.now ?? (() => performance.now()),
    };
    const logins = options.logins ?? sharedLogins;
    const session = await openSession(http, attemptOptions, logins);
    return new OdooClient(session, http, attemptOptions, logins);
  }

  /** HTTP requests sent so far, version, login and repetitions included. */
  get callCount(): number {
    return this.#http.count;
  }

  /** What this client is about to do, for an error of its own caller. */
  operation(title: string): Operation {
    return { title, connection: this.#http.connection };
  }

  /** Runs one method: one transaction in Odoo. @throws {OdooFault} */
  async call(
    model: string,
    method: string,
    call: Omit<OdooCall, "signal"> = {},
  ): Promise<unknown> {
    try {
      return await attempt(
        { model, method, kwargs: call.kwargs },
        this.#options,
        (signal) =>
          pastStaleWorkers(
            this.#http,
            signal,
            () => this.transport.execute(model, method, { ...call, signal }),
          ),
      );
    } catch (error) {
      if (error instanceof OdooFault && error.kind === "auth") {
        forgetSession(this.#http, this.#logins);
      }
      throw error;
    }
  }

  /**
   * Reads the records of a domain; many2one fields come as bare ids, or false. Archived records
   * need `active_test: false` in the context.
   */
  async searchRead(
    model: string,
    query: SearchQuery,
  ): Promise<Record<string, unknown>[]> {
    const rows = await searchRead(this, model, query, this.#modelsWithoutLoad);
    return this.#expect(Array.isArray(rows), `${model}.search_read`, rows);
  }

  /** Describes the fields that the user may see, by name, with the attributes asked for. */
  async fieldsGet(model: string, attributes: string[]): Promise<Record<string, FieldInfo>> {
    const fields = await this.call(model, "fields_get", { kwargs: { attributes } });
    return this.#expect(
      typeof fields === "object" && fields !== null,
      `${model}.fields_get`,
      fields,
    );
  }

  /** The codes of the languages that are active there; asked for once in a login's life, or `afresh`. */
  async languages(afresh = false): Promise<string[]> {
    if (this.#kept.languages && !afresh) return this.#kept.languages;
    const query = { domain: [["active", "=", true]], fields: ["code"], order: "code" };
    const languages = await this.searchRead("res.lang", query);
    return this.#kept.languages = languages.map(({ code }) => String(code));
  }

  /**
   * Creates all or none of the records and returns their ids in the same order. When no answer came
   * it is not sent again (`unknown_outcome`): the caller looks first for what is there.
   */
  async create(model: string, valuesList: Values[], context?: Context): Promise<number[]> {
    if (valuesList.length === 0) return [];
    const ids = await this.call(model, "create", { kwargs: { vals_list: valuesList }, context });
    const complete = Array.isArray(ids) && ids.length === valuesList.length;
    return this.#expect(complete, `${model}.create`, ids);
  }

  /** Writes the same values to all or none of the records. */
  async write(model: string, ids: number[], values: Values, context?: Context): Promise<void> {
    if (ids.length === 0) return;
    await this.call(model, "write", { ids, kwargs: { vals: values }, context });
  }

  /** Writes different values to many records; see save_many.ts. */
  async saveMany(model: string, rows: Row[], context?: Context): Promise<void> {
    await saveMany(this, model, rows, context);
  }

  #expect<T>(valid: boolean, method: string, answer: unknown): T {
    if (valid) return answer as T;
    const operation = this.operation(`call ${method}`);
    throw new OdooFault("protocol", operation, "its result has an unexpected shape");
  }
}
