interface Rpc {
  id: number;
  params: { service: string; method: string; args: unknown[] };
}
interface Database {
  login: string;
  password: string;
  lang: string;
}

/** An exception as Odoo's RPC tells it. */
class Refusal extends Error {
  constructor(readonly exception: string, message: string) {
    super(message);
  }
}

/** Odoo's database service in memory, with its traps. */
export class FakeDatabaseServer {
  readonly url = "http://odoo.test";
  readonly masterPassword = "the master password";
  readonly databases = new Map<string, Database>();
  listDb = true;
  /** Odoo answers, and its PostgreSQL does not. */
  postgresIsAway = false;
  /** What happens to the next calls that change something: `lost` does it and loses the answer. */
  readonly troubles: ("lost" | "dropped" | "quoted" | "busy")[] = [];
  /** Methods of the database service, in order. */
  readonly methods: string[] = [];

  readonly fetch = async (input: URL | Request | string, init?: RequestInit): Promise<Response> => {
    const { id, params } = await new Request(input, { ...init, signal: null }).json() as Rpc;
    const reply = (body: object) => Response.json({ jsonrpc: "2.0", id, ...body });
    try {
      return reply({ result: this.#run(params) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const data = { name: error.exception, message: error.message, debug: "Traceback" };
      return reply({ error: { code: 0, message: "Odoo Server Error", data } });
    }
  };

  put(...names: string[]): void {
    for (const name of names) {
      this.databases.set(name, { login: "admin", password: "template's", lang: "en_US" });
    }
  }

  #run({ service, method, args }: Rpc["params"]): unknown {
    if (service === "common") return this.#common(method, args);
    this.methods.push(method);
    if (method === "db_exist") return !this.postgresIsAway && this.databases.has(args[0] as string);
    if (method === "list_lang") return [["en_US", "English"], ["fr_FR", "French"]];
    if (method === "list") {
      this.#checkListing();
      return [...this.databases.keys()];
    }
    const [master, ...rest] = args;
    if (master !== this.masterPassword) throw denied();
    this.#checkListing();
    return this.#troubled(() => this.#manage(method, rest), args);
  }

  #common(method: string, [name, login, password]: unknown[]): unknown {
    if (method === "version") return { server_version: "19.0" };
    const database = this.databases.get(name as string);
    if (!database) {
      throw new Refusal("psycopg2.OperationalError", `database "${name}" does not exist`);
    }
    return database.login === login && database.password === password ? 2 : false;
  }

  #checkListing(): void {
    if (!this.listDb) throw denied();
    if (this.postgresIsAway) throw new Refusal("psycopg2.OperationalError", "connection refused");
  }

  #troubled(work: () => unknown, args: unknown[]): unknown {
    const trouble = this.troubles.shift();
    if (trouble === "quoted") throw new Refusal("builtins.TypeError", `bad: ${args.join(", ")}`);
    if (trouble === "busy") {
      const message = "Couldn't drop database x: it is being accessed by other users";
      throw new Refusal("builtins.Exception", message);
    }
    const result = trouble === "dropped" ? undefined : work();
    if (trouble) throw new TypeError("fetch failed", { cause: new Error("connection closed") });
    return result;
  }

  #manage(method: string, args: unknown[]): unknown {
    const [first, second] = args as [string, string];
    if (method === "create_database") return this.#create(args);
    if (method === "drop") return this.databases.delete(first);
    const database = this.databases.get(first);
    const what = method === "rename" ? "builtins.Exception" : "psycopg2.errors.InvalidCatalogName";
    if (!database) throw new Refusal(what, `Couldn't: database "${first}" does not exist`);
    if (this.databases.has(second)) {
      const name = method === "rename" ? what : "psycopg2.errors.DuplicateDatabase";
      throw new Refusal(name, `Couldn't: database "${second}" already exists`);
    }
    this.databases.set(second, { ...database });
    if (method === "rename") this.databases.delete(first);
    return true;
  }

  /** As Odoo does: a set-up that fails is true as well, and leaves admin with the password admin. */
  #create([name, _demo, lang, password, login, country]: unknown[]): true {
    if (this.databases.has(name as string)) {
      throw new Refusal("odoo.service.db.DatabaseExists", `database '${name}' already exists!`);
    }
    const known = country === null || country === "PH";
    const made = known ? { login, password, lang } : { login: "admin", password: "admin", lang };
    this.databases.set(name as string, made as Database);
    return true;
  }
}

function denied(): Refusal {
  return new Refusal("odoo.exceptions.AccessDenied", "Access Denied");
}
