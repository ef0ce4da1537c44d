/** Shows what a long task is doing: one line a step, live on a terminal, plain otherwise. */
export interface Progress {
  /** Runs `work` under `title`; `update` replaces the detail shown beside it. Prints the time at the end. */
  step<T>(title: string, work: (update: (detail: string) => void) => Promise<T>): Promise<T>;
  /** Prints one line that stays. */
  note(line: string): void;
  /** Says nothing of what still runs from now on; for whoever ends the process before it is over. */
  close(): void;
}

/** An Odoo server the stack may use: it creates, copies and drops databases there. */
export interface OdooServer {
  /** Base URL without a trailing slash, e.g. `http://127.0.0.1:8069`. */
  url: string;
  /** How it was come by, in the order in which they are tried. */
  source: "url" | "docker" | "debian";
  /** Server version as Odoo prints it, e.g. `19.0-20260301`. */
  version: string;
  /** Password of Odoo's database manager. Local stacks generate it. */
  masterPassword: string;
  /** The prepared database that every run copies. */
  template: string;
  /** Connection to Odoo's own PostgreSQL where the stack runs it (debian) or was told it (url); a database's name goes behind its last slash. */
  postgresUrl?: string;
}

/** Logins of the prepared template database; all people in it are made up. */
export interface OdooLogins {
  admin: OdooLogin;
  /** Settings administrator that the seeder uses: may create fields, companies, followers. */
  bot: OdooLogin;
  /** Project administrator without Settings rights. */
  projectManager: OdooLogin;
}

/** How somebody logs in; kept in files of mode 600. */
export interface OdooLogin {
  login: string;
  password: string;
  /** Bearer for `/json/2`, for the bot and the project manager from Odoo 19 on. */
  apiKey?: string;
}

/** What a running stack instance is and how to reach it; written to `.local/<instance>/state.json`. */
export interface StackState {
  instance: string;
  /** Process that owns every other one; it stops them all when it gets SIGTERM. */
  supervisorPid: number;
  apiUrl: string;
  databaseUrl: string;
  anonKey: string;
  serviceRoleKey: string;
  publishableKey: string;
  secretKey: string;
  seedRunToken: string;
  /** That of the people whom `task start` makes, one for each role; empty where the database is somebody else's. */
  peoplePassword: string;
  /** What the database signs its calls of the functions with. */
  functionsSecret: string;
  odoo?: OdooServer & { logins: OdooLogins; database: string };
}

/** A running stack with an Odoo. */
export type OdooStack = StackState & { odoo: NonNullable<StackState["odoo"]> };

/** What a stack is started with. */
export interface StackOptions {
  /** Name of the data under `.local`; lower-case letters, digits and underscores. */
  instance: string;
  /** `default` takes those of config.toml and Odoo's 8069, `free` any. */
  ports: "default" | "free";
  odoo: boolean;
  functions: boolean;
  /** A person for each role signs in; not where the database is somebody else's. */
  people?: boolean;
  /** A Supabase database that is there already, in place of one of the instance's own. */
  databaseUrl?: string;
  /** Loads the seeds, too; the instance's own database always gets them. */
  seeds?: boolean;
  /** Functions run on the platform's Deno and under its limits. */
  hosted?: boolean;
  /** Added to the functions' environment; wins over all but SUPABASE_*. */
  env?: Record<string, string>;
  /** As in odoo/types.ts. */
  scratch?: boolean;
  /** Is told the database's URL as soon as it is migrated, which is before Odoo is up. */
  onDatabase?(url: string): void;
  progress: Progress;
}
