import type { Corner } from "./corner.ts";
import type { OwnTask, People } from "./people.ts";
import type { MergedField, SeedProject, Seeds, SeedTask } from "./seeds.ts";

type Named = [number, string] | false;

interface OdooTask {
  id: number;
  x_external_ref: string | false;
  name: string;
  active: boolean;
  project_id: Named;
  stage_id: Named;
  user_ids: number[];
  allocated_hours: number;
  tag_ids: number[];
  milestone_id: Named;
  parent_id: Named;
  depend_on_ids: number[];
  priority: string;
}

const taskFields = [
  ...["x_external_ref", "name", "active", "project_id", "stage_id", "user_ids", "allocated_hours"],
  ...["tag_ids", "milestone_id", "parent_id", "depend_on_ids", "priority"],
];

interface OdooProject {
  id: number;
  x_external_ref: string;
  name: string;
  active: boolean;
}

/** Odoo holds every seed once, as the policies have it, and what people did. @throws Error with all faults */
export async function checkOdoo(corner: Corner, seeds: Seeds, people: People): Promise<void> {
  const byRef = ["x_external_ref", "=like", `${corner.id}-%`];
  const inProject = ["project_id.x_external_ref", "=like", `${corner.id}-%`];
  const fields = ["x_external_ref", "name", "active"];
  const projects = await corner.read<OdooProject>("project.project", [byRef], fields);
  const tasks = await corner.read<OdooTask>("project.task", ["|", byRef, inProject], taskFields);
  const lookup: Lookup = {
    ids: new Map(projects.map((row) => [row.x_external_ref, row.id])),
    refs: new Map(tasks.map((row) => [row.id, row.x_external_ref])),
    logins: new Map([...corner.ground.userIds].map(([login, id]) => [id, login])),
  };
  const withRef = (ref: string) => tasks.filter((row) => row.x_external_ref === ref);
  const faults = [
    ...seeds.projects.flatMap((project) => projectFaults(project, projects)),
    ...seeds.tasks.flatMap((task) => taskFaults(task, withRef(task.ref), lookup)),
    ...people.own.flatMap((own) => ownFaults(own, tasks)),
    ...await nameFaults(corner),
    ...await mailFaults(corner),
  ];
  if (faults.length > 0) throw new Error(`Odoo is not as it should be: ${faults.join("; ")}.`);
}

function projectFaults({ ref, name }: SeedProject, rows: OdooProject[]): string[] {
  const found = rows.filter((row) => row.x_external_ref === ref);
  if (found.length !== 1) return [`${ref} is there ${found.length} times`];
  const right = found[0]!.name === name && found[0]!.active;
  return right ? [] : [`${ref} is ${JSON.stringify(found[0])}`];
}

function ownFaults(own: OwnTask, rows: OdooTask[]): string[] {
  const row = rows.find(({ id }) => id === own.id);
  const same = row?.name === own.name && row.active && !row.x_external_ref &&
    row.project_id && row.project_id[0] === own.project;
  return same ? [] : [`people's own task ${own.name} is ${JSON.stringify(row)}`];
}

interface Lookup {
  ids: Map<string, number>;
  refs: Map<number, string | false>;
  logins: Map<number, string>;
}

function taskFaults(task: SeedTask, found: OdooTask[], lookup: Lookup): string[] {
  const [row] = found;
  if (!row && !task.active) return [];
  if (!row || found.length > 1) return [`${task.ref} is there ${found.length} times`];
  const actual = seen(row, lookup);
  const expected: typeof actual = {
    name: task.name,
    active: task.active,
    project: lookup.ids.get(task.project.ref),
    hours: task.hours,
    tags: 1,
    // Said nothing about it, a task has its parent's.
    milestone: task.milestone ?? actual.milestone,
    parent: task.parent?.ref,
    after: task.after?.ref ?? "",
    rank: task.rank ?? row.priority,
  };
  const people = row.user_ids.map((id) => lookup.logins.get(id) ?? `${id}`).sort().join();
  return [
    ...Object.keys(actual).map((key) => key as keyof typeof actual)
      .filter((key) => expected[key] !== actual[key])
      .map((key) => `${task.ref}.${key} is ${actual[key]} and not ${expected[key]}`),
    ...mergedFaults(task, "stage", row.stage_id ? row.stage_id[1] : ""),
    ...mergedFaults(task, "people", people),
  ];
}

/** What only seeds decide, and the priority, which only people do. */
function seen(row: OdooTask, { refs }: Lookup) {
  return {
    name: row.name,
    active: row.active,
    project: row.project_id ? row.project_id[0] : undefined,
    hours: row.allocated_hours,
    tags: row.tag_ids.length,
    milestone: row.milestone_id ? row.milestone_id[1] : null,
    parent: row.parent_id ? refs.get(row.parent_id[0]) || "?" : undefined,
    after: row.depend_on_ids.map((id) => refs.get(id)).join(),
    rank: row.priority,
  };
}

/** People's last word, or the seed's: whatever the policy leaves possible. */
function mergedFaults(task: SeedTask, field: MergedField, actual: string): string[] {
  const { wanted, possible, touched } = task.merged[field];
  const allowed = touched ? possible.values : [wanted];
  if (allowed.includes(actual)) return [];
  const who = touched ? "people touched it" : "nobody touched it";
  return [`${task.ref}.${field} is "${actual}" and not "${allowed.join('" or "')}" (${who})`];
}

/** Stages and milestones that runs made are there once. */
async function nameFaults(corner: Corner): Promise<string[]> {
  const faults: string[] = [];
  const owned = [["name", "=like", `${corner.id}-%`]];
  const stages = await corner.read<{ name: string }>("project.task.type", owned, ["name"]);
  const milestones = await corner.read<{ name: string; project_id: Named }>(
    "project.milestone",
    owned,
    ["name", "project_id"],
  );
  const keys = [
    ...stages.map(({ name }) => `stage ${name}`),
    ...milestones.map(({ name, project_id }) => `milestone ${name} of project ${project_id}`),
  ];
  for (const key of new Set(keys)) {
    const count = keys.filter((other) => other === key).length;
    if (count > 1) faults.push(`${key} is there ${count} times`);
  }
  return faults;
}

async function mailFaults(corner: Corner): Promise<string[]> {
  const mails = await corner.search("mail.mail", []);
  return mails.length > 0 ? [`${mails.length} mails went out`] : [];
}
