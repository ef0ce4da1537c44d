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

const pages = ["create", "duplicate", "drop", "rename"];
const verbs: Record<string, [before20: string, from20: string]> = {
  create: ["creation", "create"],
  duplicate: ["duplication", "duplicate"],
  drop: ["deletion", "delete"],
  rename: ["rename", "rename"],
};

/** The database manager of Odoo 17 to 20 in memory, with its traps. */
export class FakeDatabaseServer {
  readonly url = "http://odoo.test";
  readonly masterPassword = "the master password";
  readonly databases = new Map<string, Database>();
  listDb = true;
  /** Odoo answers, and its PostgreSQL does not. */
  postgresIsAway = false;
  /**
   * What happens to the next calls that change something: `lost` does it and loses the answer, `failed`
   * does it and fails over its page, `led` does nothing and leads on.
   */
  readonly troubles: ("lost" | "dropped" | "quoted" | "busy" | "failed" | "led")[] = [];
  /** What was asked of the manager and of the service `db`, in order. */
  readonly asked: string[] = [];

  constructor(readonly major: 17 | 18 | 19 | 20 = 19) {}

  readonly fetch = async (input: URL | Request | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, { ...init, signal: null });
    const { pathname } = new URL(request.url);
    if (pathname === "/jsonrpc") return await this.#answer(request, (rpc) => this.#serve(rpc));
    if (pathname === "/web/health") return this.#health();
    const page = pathname.replace("/web/database/", "");
    this.asked.push(page);
    if (page === "list") return await this.#answer(request, () => this.#list());
    const isThere = pages.includes(page) && (page !== "rename" || this.major >= 20);
    if (!isThere) return new Response("<h1>Not Found</h1>", { status: 404 });
    return this.#submit(page, Object.fromEntries(new URLSearchParams(await request.text())));
  };

  put(...names: string[]): void {
    for (const name of names) {
      this.databases.set(name, { login: "admin", password: "template's", lang: "en_US" });
    }
  }

  async #answer(request: Request, work: (rpc: Rpc["params"]) => unknown): Promise<Response> {
    const { id, params } = await request.json() as Rpc;
    const reply = (body: object) => Response.json({ jsonrpc: "2.0", id, ...body });
    try {
      return reply({ result: work(params) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const data = { name: error.exception, message: error.message, debug: "Traceback" };
      return reply({ error: { code: 0, message: "Odoo Server Error", data } });
    }
  }

  #list(): string[] {
    if (!this.listDb) throw denied();
    return this.postgresIsAway ? [] : [...this.databases.keys()];
  }

  #health(): Response {
    return Response.json({ status: "…" }, { status: this.postgresIsAway ? 500 : 200 });
  }

  #serve({ service, method, args }: Rpc["params"]): unknown {
    if (service === "common") return this.#common(method, args);
    if (service === "object") {
      return this.#find(this.databases.get(args[0] as string)!, args[3] as string);
    }
    this.asked.push(`db.${method}`);
    if (this.major >= 20) throw new Refusal("builtins.KeyError", service);
    const [master, from, to] = args as string[];
    if (master !== this.masterPassword) throw denied();
    return this.#troubled(() => this.#change(method, { name: from!, new_name: to! }), args);
  }

  #common(method: string, [name, login, password]: unknown[]): unknown {
    if (method === "version") return { server_version: `${this.major}.0` };
    const database = this.databases.get(name as string);
    if (!database) {
      throw new Refusal("psycopg2.OperationalError", `database "${name}" does not exist`);
    }
    return database.login === login && database.password === password ? 2 : false;
  }

  /** Languages of a database, and where they come from; one that is made up comes from nowhere. */
  #find({ lang }: Database, model: string) {
    if (model === "res.lang") return [{ id: 1, code: lang }];
    return ["en_US", "fr_FR"].includes(lang) ? [{ id: 1, name: "lang" }] : [];
  }

  #checkListing(): void {
    if (!this.listDb) throw denied();
    if (this.postgresIsAway) throw new Refusal("psycopg2.OperationalError", "connection refused");
  }

  #submit(page: string, { master_pwd, ...form }: Record<string, string>): Response {
    const leadOn = () => new Response(null, { status: 303, headers: { location: "/odoo" } });
    try {
      if (master_pwd !== this.masterPassword) throw denied();
      this.#checkListing();
      if (this.troubles[0] === "led") {
        this.troubles.shift();
        return leadOn();
      }
      const failed = this.troubles[0] === "failed" || this.#cutsItselfOff(page);
      this.#troubled(() => this.#change(page, form), [master_pwd, ...Object.values(form)]);
      return failed ? new Response("<h1>Internal Server Error</h1>", { status: 500 }) : leadOn();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#errorPage(page, error);
    }
  }

  /** 18 and 19 work in the only database there is, and look into it for their page. */
  #cutsItselfOff(page: string): boolean {
    return page === "duplicate" && this.databases.size === 1 && [18, 19].includes(this.major);
  }

  /** Up to 19 the page is told to be fine. */
  #errorPage(page: string, { exception, message }: Refusal): Response {
    const [before20, from20] = verbs[page]!;
    const escaped = message.replaceAll("&", "&amp;").replaceAll('"', "&#34;").replaceAll(
      "'",
      "&#39;",
    );
    const reported = this.major < 20
      ? `Database ${before20} error: ${escaped}`
      : `Could not ${from20} database. ${escaped}`;
    const status = this.major < 20 ? 200 : exception.endsWith("AccessDenied") ? 403 : 422;
    const body = `<html><div class="alert alert-danger">${reported}</div></html>`;
    return new Response(body, { status, headers: { "content-type": "text/html; charset=utf-8" } });
  }

  #troubled(work: () => unknown, args: unknown[]): unknown {
    const trouble = this.troubles.shift();
    if (trouble === "quoted") throw new Refusal("builtins.TypeError", `bad: ${args.join(", ")}`);
    if (trouble === "busy") {
      const message = "Couldn't drop database x: it is being accessed by other users";
      throw new Refusal("builtins.Exception", message);
    }
    const result = trouble === "dropped" ? undefined : work();
    if (trouble && trouble !== "failed") {
      throw new TypeError("fetch failed", { cause: new Error("connection closed") });
    }
    return result;
  }

  #change(page: string, form: Record<string, string>): unknown {
    const { name, new_name: to } = form as { name: string; new_name: string };
    if (page === "create") return this.#create(form);
    if (page === "drop") return this.databases.delete(name);
    const database = this.databases.get(name);
    const what = page === "rename" ? "builtins.Exception" : "psycopg2.errors.InvalidCatalogName";
    if (!database) throw new Refusal(what, `Couldn't: database "${name}" does not exist`);
    if (this.databases.has(to)) {
      const exception = page === "rename" ? what : "psycopg2.errors.DuplicateDatabase";
      throw new Refusal(exception, `Couldn't: database "${to}" already exists`);
    }
    this.databases.set(to, { ...database });
    if (page === "rename") this.databases.delete(name);
    return true;
  }

  /** As Odoo does: a set-up that fails leaves admin with the password admin, and only the log-in after it tells. */
  #create({ name, lang, password, login, country_code: country }: Record<string, string>): void {
    if (this.databases.has(name!)) {
      throw new Refusal("odoo.service.db.DatabaseExists", `database '${name}' already exists!`);
    }
    const isSetUp = country === "" || country === "PH";
    const made = { login: login!, password: password!, lang: lang! };
    this.databases.set(name!, { ...made, ...!isSetUp && { login: "admin", password: "admin" } });
    if (!isSetUp) throw denied();
  }
}

function denied(): Refusal {
  return new Refusal("odoo.exceptions.AccessDenied", "Access Denied");
}
