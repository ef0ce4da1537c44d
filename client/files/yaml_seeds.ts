import { columnOf, columnsOf } from "./columns.ts";
import { derivedRef } from "./derived_ref.ts";
import { keyColumn, type Kind, type SeedRow } from "./seed_row.ts";
import { defaultsShape, programShape, projectShape, taskShape } from "./seed_shapes.ts";
import { shapeFaults } from "./shape_faults.ts";
import type { Source } from "./source.ts";
import { type Lookup, UnknownVariable } from "./variables.ts";
import type { Members, Placed } from "./yaml_placed.ts";
import { valueUnder } from "./yaml_values.ts";

/** A file on its way from its top to its last task. */
export interface Walk {
  source: Source;
  lookup: Lookup;
  add(row: SeedRow): void;
  tell(at: number, message: string): void;
}

/** What stands above a seed. */
interface Above {
  /** Its ref or slug. */
  key?: string;
  /** What its place says of the seed, by key of the file. */
  says: Record<string, unknown>;
  /** What is said of all, unless the seed says it itself. */
  defaults?: Record<string, unknown>;
}

const shapes = { programs: programShape, projects: projectShape, tasks: taskShape };
const inFile = ["$schema", "vars", "programs", "projects", "tasks"];
const nested: Record<Kind, string[]> = {
  programs: ["programs", "projects"],
  projects: ["tasks", "defaults"],
  tasks: ["tasks"],
};
/** What names other seeds. */
const relations = new Set(["parent", "program", "project", "depends_on"]);
const nothing: Above = { says: {} };

/** Reads what a document says. */
export function seedsOf(root: Placed, walk: Walk): void {
  const members = root.members();
  if (!members) {
    return walk.tell(root.at, "A file of seeds is a map with programs, projects or tasks.");
  }
  for (const [name, { key }] of members) {
    if (inFile.includes(name)) continue;
    walk.tell(key.at, `${name} is not known here; known are ${inFile.slice(1).join(", ")}.`);
  }
  const vars = members.get("vars")?.value;
  if (vars && !vars.members()) walk.tell(vars.at, "vars must be a map.");
  each(members, "programs", walk, (item) => readProgram(item, nothing, walk));
  each(members, "projects", walk, (item) => readProject(item, nothing, walk));
  each(members, "tasks", walk, (item) => readTask(item, nothing, walk));
}

function each(members: Members, name: string, walk: Walk, read: (item: Placed) => void): void {
  const list = members.get(name)?.value;
  if (!list) return;
  const items = list.items();
  if (!items) return walk.tell(list.at, `${name} must be a list.`);
  for (const item of items) read(item);
}

function readProgram(placed: Placed, above: Above, walk: Walk): void {
  const seed = readSeed("programs", placed, above, walk);
  if (!seed) return;
  const { key, members } = seed;
  each(members, "projects", walk, (item) => readProject(item, under(key, "program"), walk));
  each(members, "programs", walk, (item) => readProgram(item, under(key, "parent"), walk));
}

function readProject(placed: Placed, above: Above, walk: Walk): void {
  const seed = readSeed("projects", placed, above, walk);
  if (!seed) return;
  const { key, members } = seed;
  const said = members.get("defaults")?.value;
  const defaults = said ? defaultsOf(said, walk) : undefined;
  each(
    members,
    "tasks",
    walk,
    (item) => readTask(item, { ...under(key, "project"), defaults }, walk),
  );
}

function readTask(placed: Placed, above: Above, walk: Walk): void {
  const seed = readSeed("tasks", placed, above, walk);
  if (!seed) return;
  const { key, members, project } = seed;
  each(members, "tasks", walk, (item) => {
    const says = { project, parent: key };
    readTask(item, { key, says, defaults: above.defaults }, walk);
  });
}

function under(key: string | undefined, name: string): Above {
  return { key, says: { [name]: key } };
}

function defaultsOf(placed: Placed, walk: Walk): Record<string, unknown> | undefined {
  const members = placed.members();
  if (!members) return void walk.tell(placed.at, "defaults must be a map.");
  const values = valuesIn(members, [], walk);
  tellFaults(defaultsShape, values, members, placed.at, walk);
  return values;
}

/** Reads one seed; undefined for what is no map. Its key is undefined where it has neither ref nor name. */
function readSeed(kind: Kind, placed: Placed, above: Above, walk: Walk) {
  const members = placed.members();
  if (!members) return void walk.tell(placed.at, `Each of ${kind} must be a map.`);
  const own = valuesIn(members, nested[kind], walk);
  tellFaults(shapes[kind], own, members, placed.at, walk);
  const ref = kind === "programs" ? "slug" : "ref";
  for (const name of Object.keys(above.says)) {
    if (name in own) walk.tell(members.get(name)!.key.at, `${name} is said by where this stands.`);
  }
  const values = { ...above.defaults, ...own, ...above.says };
  if (kind === "tasks" && !("project" in values)) {
    walk.tell(placed.at, "project is required of a task that stands in none.");
  }
  const key = keyOfSeed(own[ref], own.name, above.key ?? own.project ?? own.program);
  if (key !== undefined) {
    const said = { [keyColumn(kind)]: key, ...columnsOf(kind, { ...values, [ref]: undefined }) };
    const marks = marksOf(kind, members);
    walk.add({ kind, key, said, source: walk.source, at: placed.at, ...marks && { marks } });
  }
  return { key, members, project: values.project };
}

function keyOfSeed(ref: unknown, name: unknown, above: unknown): string | undefined {
  if (typeof ref === "string") return ref;
  if (typeof name !== "string" || name.trim() === "") return undefined;
  return derivedRef(name, typeof above === "string" ? above : undefined);
}

function valuesIn(members: Members, but: string[], walk: Walk): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, { value }] of members) {
    if (but.includes(key)) continue;
    try {
      values[key] = valueUnder(key, value, walk.lookup);
    } catch (error) {
      if (!(error instanceof UnknownVariable)) throw error;
      walk.tell(value.at, error.message);
    }
  }
  return values;
}

function tellFaults(
  shape: typeof shapes[Kind] | typeof defaultsShape,
  values: Record<string, unknown>,
  members: Members,
  at: number,
  walk: Walk,
): void {
  for (const { key, item, ofKey, message } of shapeFaults(shape, values)) {
    const member = members.get(key);
    if (member && !ofKey && !(key in values)) continue; // told already: its variable is unknown
    const value = item === undefined ? member?.value : itemAt(member?.value, item);
    walk.tell((ofKey ? member?.key : value)?.at ?? at, message);
  }
}

function itemAt(list: Placed | undefined, item: number): Placed | undefined {
  return list && [...list.items() ?? []][item];
}

function marksOf(kind: Kind, members: Members): SeedRow["marks"] {
  let marks: SeedRow["marks"];
  for (const [key, { value }] of members) {
    if (!relations.has(key) && key !== "assignees" && key !== "manager") continue;
    const items = value.items();
    marks ??= {};
    marks[columnOf(kind, key)] = items ? [...items].map(({ at }) => at) : value.at;
  }
  return marks;
}
