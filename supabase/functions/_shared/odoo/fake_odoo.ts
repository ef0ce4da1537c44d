import type { Values } from "./types.ts";

interface Rpc {
  id: number;
  params: { service: string; method: string; args: unknown[] };
}

/** The parts of Odoo's web server that the client's unit tests need, as strict as Odoo is. */
export class FakeOdoo {
  readonly url = "http://odoo.test";
  readonly database = "acme";
  /** All that it has, with the same user and records. */
  readonly databases = new Set([this.database, "other"]);
  readonly login = "bot@example.com";
  readonly credential: string;
  readonly version: string;
  /** Names by id of the only model there is. */
  readonly names = new Map<number, string>();
  /** What the network or a proxy does to the next requests instead of passing them on. */
  readonly troubles: ((signal?: AbortSignal | null) => Response | Promise<Response>)[] = [];
  /** Paths asked for, in order. */
  readonly paths: string[] = [];
  /** It answers, and its PostgreSQL does not. */
  postgresIsAway = false;
  /** What its databases raise whatever they are asked, as a half made one does. */
  sick?: { name: string; message: string };

  constructor(version: string, credential: string) {
    this.version = version;
    this.credential = credential;
  }

  readonly fetch = async (input: URL | Request | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, { ...init, signal: null });
    const path = new URL(request.url).pathname;
    this.paths.push(path);
    const trouble = this.troubles.shift();
    if (trouble) return trouble(init?.signal);
    if (path === "/jsonrpc") return this.#jsonRpc(await request.json());
    if (path === "/web/login") return page(303);
    if (this.#major < 19) return page(404);
    if (path === "/web/version") return Response.json({ version: this.version });
    return this.#json2(request, path.split("/").at(-1)!);
  };

  get #major(): number {
    return Number.parseInt(this.version);
  }

  #jsonRpc({ id, params: { service, method, args } }: Rpc): Response {
    const reply = (body: object) => Response.json({ jsonrpc: "2.0", id, ...body });
    if (service === "common" && method === "version") {
      return reply({ result: { server_version: this.version } });
    }
    if (this.sick) return reply(failure(this.sick.name, this.sick.message));
    const [database, user, password] = args;
    if (service === "common") {
      const reason = this.postgresIsAway
        ? "connection refused"
        : !this.databases.has(String(database)) && `database "${database}" does not exist`;
      if (reason) return reply(failure("psycopg2.OperationalError", reason));
      const known = user === this.login && password === this.credential;
      return reply({ result: known ? 7 : false });
    }
    const [name, positional, kwargs] = args.slice(4) as [string, unknown[], Values];
    try {
      const result = this.#run(name, positional, kwargs);
      return reply(result === undefined ? {} : { result });
    } catch (error) {
      return reply(failure("builtins.TypeError", String(error)));
    }
  }

  async #json2(request: Request, method: string): Promise<Response> {
    const known = this.databases.has(request.headers.get("x-odoo-database") ?? "");
    if (!known || this.postgresIsAway) return page(404);
    if (this.sick) return Response.json(this.sick, { status: 500 });
    if (request.headers.get("authorization") !== `bearer ${this.credential}`) {
      const name = "werkzeug.exceptions.Unauthorized";
      return Response.json({ name, message: "Invalid apikey", debug: "" }, { status: 401 });
    }
    const { ids, vals, vals_list, ...kwargs } = await request.json();
    const positional = [ids, vals, vals_list].filter((value) => value !== undefined);
    return Response.json(this.#run(method, positional, kwargs) ?? null);
  }

  /** Its model has names of its own for the parameters of `write`, as models of Odoo 18 have. */
  #run(method: string, [first, second]: unknown[], kwargs: Values): unknown {
    if (method === "context_get") return { uid: 7 };
    if (method === "returns_none") return undefined;
    if (method === "search_read") return this.#search(kwargs);
    if (!Array.isArray(first)) throw new TypeError(`${method} wants its first argument`);
    if (method === "create") return first.map((values: { name: string }) => this.#add(values));
    if (method === "write") {
      for (const id of first) this.names.set(id, (second as { name: string }).name);
      return true;
    }
    throw new TypeError(`${method} is unknown`);
  }

  /** Like the override of `project.tags`, an old server takes no `load`. */
  #search(kwargs: Values): Values[] {
    if (this.#major < 19 && "load" in kwargs) {
      throw new TypeError("search_read() got an unexpected keyword argument 'load'");
    }
    const owner = kwargs.load === "" ? 7 : [7, "Bot"];
    return [...this.names].map(([id, name]) => ({ id, name, owner, parts: [7, 8] }));
  }

  #add({ name }: { name: string }): number {
    const id = this.names.size + 1;
    this.names.set(id, name);
    return id;
  }
}

function failure(name: string, message: string) {
  const data = { name, message, debug: "Traceback" };
  return { error: { code: 0, message: "Odoo Server Error", data } };
}

function page(status: number): Response {
  const headers = { "content-type": "text/html; charset=utf-8" };
  return new Response("<!doctype html><title>Page</title>", { status, headers });
}
