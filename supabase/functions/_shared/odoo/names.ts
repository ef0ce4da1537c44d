import { Directory, type Lookup, People } from "./directory.ts";
import { nameKey } from "./name_key.ts";

/** Directories that begin empty when they are first asked for. */
class Shelf<K> {
  readonly #directories = new Map<K, Directory>();
  readonly #fresh: (key: K) => Directory;

  constructor(fresh: (key: K) => Directory) {
    this.#fresh = fresh;
  }

  of(key: K): Directory {
    const known = this.#directories.get(key) ?? this.#fresh(key);
    this.#directories.set(key, known);
    return known;
  }
}

/** Everything that seeds say by name and Odoo by id, as a run learns it; nobody else fills it. One per run. */
export class Names {
  readonly #companies = new Directory("res.company", nameKey);
  readonly #users = new People();
  readonly #tags = new Directory("project.tags", nameKey);
  readonly #stages = new Directory("project.task.type", nameKey);
  readonly #milestones = new Directory("project.milestone", nameKey);
  readonly #stagesOf = new Shelf<number>(() => new Directory("project.task.type", nameKey));
  readonly #milestonesOf = new Shelf<number>(() => new Directory("project.milestone", nameKey));
  readonly #refs = new Shelf<string>((model) => new Directory(model));

  readonly companies: Lookup = this.#companies;
  readonly users: Lookup & Pick<People, "login"> = this.#users;
  readonly tags: Lookup = this.#tags;
  readonly stages: Lookup = this.#stages;
  readonly milestones: Lookup = this.#milestones;
  readonly projects: Lookup = this.#refs.of("project.project");
  readonly tasks: Lookup = this.#refs.of("project.task");

  /** The stages linked to a project: a stage of the same name elsewhere is another stage. */
  stagesOf(project: number): Lookup {
    return this.#stagesOf.of(project);
  }

  milestonesOf(project: number): Lookup {
    return this.#milestonesOf.of(project);
  }

  learnCompany(id: number, name: string): void {
    this.#companies.add(id, name);
  }

  /** Somebody who can be assigned by an address. */
  learnUser(id: number, login: string, address: string): void {
    this.#users.addLogin(id, login);
    this.#users.add(id, address);
  }

  /** Somebody who is shown so, and whom no seed can name. */
  labelUser(id: number, login: string, label: string): void {
    this.#users.addLogin(id, login);
    this.#users.label(id, label);
  }

  learnTag(id: number, name: string, others: string[] = []): void {
    this.#tags.add(id, name, others);
  }

  learnStage(id: number, name: string, others: string[] = []): void {
    this.#stages.add(id, name, others);
  }

  /** A stage that is found in its own projects alone. */
  labelStage(id: number, name: string): void {
    this.#stages.label(id, name);
  }

  linkStage(id: number, name: string, projects: number[], others: string[] = []): void {
    for (const project of projects) this.#stagesOf.of(project).add(id, name, others);
  }

  learnMilestone(id: number, name: string, project: number | null, others: string[] = []): void {
    this.#milestones.add(id, name, others);
    if (project !== null) this.#milestonesOf.of(project).add(id, name, others);
  }

  /** A record of ours: found by its ref. */
  learnRef(model: string, id: number, ref: string): void {
    this.#refs.of(model).add(id, ref);
  }
}
