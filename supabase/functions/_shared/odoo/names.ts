/** A single row cannot be told to Odoo; the others can. */
export class RowError extends Error {
  override readonly name = "RowError";
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Names and ids of one kind of record, both ways. Names may be shared by several ids; the first one added wins. */
export class Directory {
  readonly #model: string;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor(model: string) {
    this.#model = model;
  }

  add(id: number, name: string): void {
    this.label(id, name);
    if (!this.#ids.has(name)) this.#ids.set(name, id);
  }

  /** Gives an id a name to show, without making it findable by that name. */
  label(id: number, name: string): void {
    this.#names.set(id, name);
  }

  id(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** The name of an id; Odoo's `model,id` notation for one that was never read; null for none. */
  name(id: number | null): string | null {
    return id === null ? null : this.#names.get(id) ?? `${this.#model},${id}`;
  }

  knows(id: number): boolean {
    return this.#names.has(id);
  }

  /** What each known id is called. */
  labels(): [number, string][] {
    return [...this.#names];
  }

  /** All names with their ids. */
  entries(): [string, number][] {
    return [...this.#ids];
  }
}

/** People: assignable ones by any of their addresses, all by id. */
export class People extends Directory {
  readonly #logins = new Map<number, string>();

  constructor() {
    super("res.users");
  }

  addLogin(id: number, login: string): void {
    this.#logins.set(id, login);
  }

  /** Both an address and a login show in the shadow. */
  override labels(): [number, string][] {
    return super.labels().map(([id, label]) => [id, `${label} ${this.login(id)}`]);
  }

  login(id: number | null): string | null {
    return id === null ? null : this.#logins.get(id) ?? `res.users,${id}`;
  }
}

/** Everything that seeds say by name and Odoo by id. One per run. */
export class Names {
  readonly companies = new Directory("res.company");
  readonly users = new People();
  readonly tags = new Directory("project.tags");
  readonly stages = new Directory("project.task.type");
  readonly milestones = new Directory("project.milestone");
  readonly projects = new Directory("project.project");
  readonly tasks = new Directory("project.task");
  readonly #stagesOf = new Map<number, Directory>();
  readonly #milestonesOf = new Map<number, Directory>();

  /** The stages linked to a project: a stage of the same name elsewhere is another stage. */
  stagesOf(project: number): Directory {
    return within(this.#stagesOf, project, "project.task.type");
  }

  milestonesOf(project: number): Directory {
    return within(this.#milestonesOf, project, "project.milestone");
  }
}

function within(directories: Map<number, Directory>, project: number, model: string): Directory {
  const known = directories.get(project);
  if (known) return known;
  const fresh = new Directory(model);
  directories.set(project, fresh);
  return fresh;
}

/** The id behind a name. Throws RowError when Odoo has no such record. */
export function required(directory: Directory, kind: string, name: unknown): number {
  const id = directory.id(String(name));
  if (id === undefined) {
    throw new RowError(kind, `Cannot refer to ${kind} ${name}: it is not in Odoo.`);
  }
  return id;
}
