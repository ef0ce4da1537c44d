import type { Corner } from "./corner.ts";
import { peopleOf } from "./corner.ts";
import { Possible } from "./possible.ts";
import type { Schedule, SeedEdit, TaskDraft } from "./schedule.ts";

export interface SeedProject {
  ref: string;
  name: string;
}

/** A seeded task: what the seed says now, and what people may have made of it. */
export interface SeedTask {
  ref: string;
  project: SeedProject;
  name: string;
  hours: number;
  milestone: string | null;
  active: boolean;
  parent: SeedTask | undefined;
  after: SeedTask | undefined;
  /** Others are below it or wait for it. */
  needed: boolean;
  merged: Record<MergedField, Merged>;
  /** A priority that people gave it; seeds say nothing about priorities. */
  rank: string | undefined;
}

export type MergedField = "stage" | "people";

interface Merged {
  /** What the seed says; a list of people as one text. */
  wanted: string;
  possible: Possible;
  touched: boolean;
}

/** The desired side: writes seeds to Postgres and remembers them. */
export class Seeds {
  readonly projects: SeedProject[] = [];
  readonly tasks: SeedTask[] = [];
  readonly #corner: Corner;

  constructor(corner: Corner) {
    this.#corner = corner;
  }

  async plant({ projects, tasks }: Schedule): Promise<void> {
    for (let n = 0; n < projects; n++) {
      const project = { ref: this.#corner.name(`p${n}`), name: `Project ${n}` };
      this.projects.push(project);
      const { sql } = this.#corner.ground;
      await sql`insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
        values (${project.ref}, ${project.name}, 'Northwind Finance', ${this.#corner.id})`;
    }
    for (const draft of tasks) await this.#add(draft);
  }

  /** `during`: a run may be under way. */
  async edit({ verb, task: number, value }: SeedEdit, during: boolean): Promise<void> {
    if (verb === "add") {
      const draft = { project: value, stage: value, people: value, hours: value };
      return await this.#add({ ...draft, after: number, under: number });
    }
    const task = this.tasks[number % this.tasks.length]!;
    if (verb === "rename") task.name = `Renamed ${value}`;
    if (verb === "hours") task.hours = value;
    if (verb === "retire" && !task.needed) task.active = false;
    if (verb === "revive") task.active = true;
    if (verb === "stage") want(task.merged.stage, this.#stage(value), during);
    if (verb === "assign") want(task.merged.people, peopleOf(value).join(), during);
    await this.#corner.ground.sql`
      update odoo_seed.tasks set ${this.#corner.ground.sql(columnsOf(task))}
      where external_ref = ${task.ref}`;
  }

  async #add(draft: TaskDraft): Promise<void> {
    const project = this.projects[draft.project % this.projects.length]!;
    const [parent, after] = [this.tasks[draft.under], this.tasks[draft.after]];
    const task: SeedTask = {
      ref: this.#corner.name(`t${this.tasks.length}`),
      project,
      name: `Task ${this.tasks.length}`,
      hours: draft.hours,
      milestone: draft.hours % 4 === 1 ? this.#corner.name("milestone") : null,
      active: true,
      parent: parent?.active && parent.project === project ? parent : undefined,
      after: after?.active ? after : undefined,
      needed: false,
      merged: {
        stage: merged(this.#stage(draft.stage)),
        people: merged(peopleOf(draft.people).join()),
      },
      rank: undefined,
    };
    for (const other of [task.parent, task.after]) if (other) other.needed = true;
    this.tasks.push(task);
    const { sql } = this.#corner.ground;
    const row = {
      external_ref: task.ref,
      project_external_ref: project.ref,
      parent_external_ref: task.parent?.ref ?? null,
      depends_on_refs: task.after ? [task.after.ref] : [],
      tag_names: [this.#corner.name("tag")],
      milestone_name: task.milestone,
      ...columnsOf(task),
    };
    await sql`insert into odoo_seed.tasks ${sql(row)}`;
  }

  #stage(value: number): string {
    return this.#corner.name(`stage${value % 3}`);
  }
}

function merged(wanted: string): Merged {
  return { wanted, possible: new Possible(wanted), touched: false };
}

function want(field: Merged, value: string, during: boolean): void {
  field.wanted = value;
  field.possible.seed(value, during);
}

function columnsOf(task: SeedTask) {
  return {
    name: task.name,
    planned_hours: task.hours,
    active: task.active,
    stage_name: task.merged.stage.wanted,
    assignee_emails: task.merged.people.wanted.split(",").filter((email) => email !== ""),
  };
}
