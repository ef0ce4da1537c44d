import { type Corner, isMissing, peopleOf, steadily } from "./corner.ts";
import type { PersonEdit } from "./schedule.ts";
import type { MergedField, Seeds, SeedTask } from "./seeds.ts";

/** Somebody's own task in a seeded project: no business of any run. */
export interface OwnTask {
  id: number;
  name: string;
  project: number;
}

/** People's own mails are not what is counted here. */
const quiet = { tracking_disable: true, mail_auto_subscribe_no_notify: true };

/** People at work in Odoo, straight and not through the proxy; one thing after another. */
export class People {
  readonly own: OwnTask[] = [];
  /** Changes that went through. */
  changes = 0;
  readonly #corner: Corner;
  readonly #seeds: Seeds;
  #last: Promise<unknown> = Promise.resolve();

  constructor(corner: Corner, seeds: Seeds) {
    this.#corner = corner;
    this.#seeds = seeds;
  }

  /** Does it unless the record is not there; `during`: a run may be under way. */
  edit(edit: PersonEdit, during: boolean): Promise<void> {
    const done = this.#last.then(() => this.#edit(edit, during));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #edit({ verb, task: number, value }: PersonEdit, during: boolean): Promise<void> {
    if (verb === "add") return await this.#add(value);
    const task = this.#seeds.tasks[number % this.#seeds.tasks.length]!;
    const [id] = await this.#corner.search("project.task", [["x_external_ref", "=", task.ref]]);
    if (id === undefined) return;
    // Odoo deletes what is below a task along with it.
    if (verb === "delete" && !task.needed) return await this.#delete(task, id, during);
    if (verb === "move") return await this.#move(task, id, value, during);
    if (verb === "assign") {
      const people = peopleOf(value);
      const ids = people.map((login) => this.#corner.ground.userIds.get(login));
      if (await this.#write(id, { user_ids: [[6, 0, ids]] })) {
        touch(task, "people", people.join(), during);
      }
    }
    if (verb === "rename") await this.#write(id, { name: `Mine ${value}` });
    if (verb === "archive") await this.#write(id, { active: false });
    if (verb === "rank" && await this.#write(id, { priority: String(value % 4) })) {
      task.rank = String(value % 4);
    }
  }

  async #move(task: SeedTask, id: number, value: number, during: boolean): Promise<void> {
    const name = this.#corner.name(`stage${value % 3}`);
    const [stage] = await this.#corner.search("project.task.type", [["name", "=", name]]);
    if (stage === undefined || !await this.#write(id, { stage_id: stage })) return;
    touch(task, "stage", name, during);
  }

  async #delete(task: SeedTask, id: number, during: boolean): Promise<void> {
    if (!await this.#call("unlink", [[id]])) return;
    task.rank = undefined;
    for (const field of Object.values(task.merged)) field.possible.person(null, during);
  }

  async #add(value: number): Promise<void> {
    const { ref } = this.#seeds.projects[value % this.#seeds.projects.length]!;
    const [project] = await this.#corner.search("project.project", [["x_external_ref", "=", ref]]);
    if (project === undefined) return;
    const name = this.#corner.name(`own ${this.own.length}`);
    // Tried again after a lost answer it is there twice, as with people who click twice.
    await this.#call("create", [[{ name, project_id: project, user_ids: [] }]]);
    for (const id of await this.#corner.search("project.task", [["name", "=", name]])) {
      this.own.push({ id, name, project });
    }
  }

  #write(id: number, values: Record<string, unknown>): Promise<boolean> {
    return this.#call("write", [[id], values]);
  }

  /** False when the record is gone. Somebody who meets a dead worker tries again. */
  async #call(method: string, args: unknown[]): Promise<boolean> {
    const { person } = this.#corner.ground;
    try {
      await steadily(() => person.call("project.task", method, args, { context: quiet }));
      this.changes++;
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }
}

function touch(task: SeedTask, field: MergedField, value: string, during: boolean): void {
  task.merged[field].touched = true;
  task.merged[field].possible.person(value, during);
}
