import { Scalar, stringify } from "yaml";
import { valuesOf } from "./columns.ts";
import { keptKey, type KeptSeed } from "./kept_seed.ts";
import type { Kind } from "./seed_row.ts";
import { programShape, projectShape, taskShape } from "./seed_shapes.ts";
import { asWritten } from "./variables.ts";

const keys: Record<Kind, string[]> = {
  programs: Object.keys(programShape.shape),
  projects: Object.keys(projectShape.shape),
  tasks: Object.keys(taskShape.shape),
};

/** What a new seed says where a file says nothing: it need not be written. */
const defaults: Record<Kind, Record<string, unknown>> = {
  programs: { type: "ppm", active: true },
  projects: {
    visibility: "employees",
    allow_dependencies: true,
    description_format: "html",
    active: true,
    sync_enabled: true,
  },
  tasks: { description_format: "html", stage: "To Do", active: true },
};

/** Deeper than this, subtasks stand in their project and name their parent: nobody reads further. */
const deepest = 12;

/** Seeds as a file that is read again as the same ones: projects in their programmes, tasks in their projects. @returns its parts */
export function* yamlText(seeds: readonly KeptSeed[]): Generator<string> {
  const family = new Family(seeds);
  yield* list(
    "programs",
    family.under(undefined, "programs"),
    0,
    [],
    (program, depth) =>
      list(
        "projects",
        family.under(program, "projects"),
        depth,
        ["program"],
        (project, inside) => tasksOf(family, project, inside),
      ),
  );
  yield* list(
    "projects",
    family.under(undefined, "projects"),
    0,
    [],
    (project, depth) => tasksOf(family, project, depth),
  );
  yield* list(
    "tasks",
    family.under(undefined, "tasks"),
    0,
    [],
    (task, depth) => subtasks(family, task, depth),
  );
}

function tasksOf(family: Family, project: KeptSeed, depth: number): Generator<string> {
  return list(
    "tasks",
    family.under(project, "tasks"),
    depth,
    ["project"],
    (task, inside) => subtasks(family, task, inside),
  );
}

function subtasks(family: Family, task: KeptSeed, depth: number): Generator<string> {
  return list(
    "tasks",
    family.under(task, "tasks"),
    depth,
    ["project", "parent"],
    (sub, inside) => subtasks(family, sub, inside),
  );
}

type Inside = (seed: KeptSeed, depth: number) => Iterable<string>;

/** @param placed what the place says already */
function* list(
  name: string,
  seeds: readonly KeptSeed[],
  depth: number,
  placed: string[],
  inside: Inside,
): Generator<string> {
  if (seeds.length === 0) return;
  const indent = "  ".repeat(depth);
  yield `${indent}${name}:\n`;
  for (const seed of seeds) {
    const own = stringify(written(seed, placed), { lineWidth: 0, aliasDuplicateObjects: false });
    const lines = own.replace(/\n$/, "").split("\n");
    yield lines.map((line, at) => at === 0 ? `${indent}  - ${line}\n` : indented(line, indent))
      .join("");
    yield* inside(seed, depth + 2);
  }
}

function indented(line: string, indent: string): string {
  return line === "" ? "\n" : `${indent}    ${line}\n`;
}

function written({ kind, said }: KeptSeed, placed: string[]): Record<string, unknown> {
  const values = valuesOf(kind, said);
  const known = defaults[kind];
  const all = keys[kind].map((key) => [key, values[key]])
    .filter(([key, value]) => {
      if (placed.includes(key as string)) return false;
      if (value === undefined) return false;
      return (key as string) in known ? value !== known[key as string] : value !== null;
    });
  return Object.fromEntries(all.map(([key, value]) => [key, escaped(value)]));
}

function escaped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "string") return value;
  const text = asWritten(value);
  return text.includes("\n") && !/\S/.test(text) ? inQuotes(text) : text;
}

/** Blocks lose the spaces of a text that has nothing else. */
function inQuotes(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** Which seed stands in which. */
class Family {
  #under = new Map<KeptSeed | undefined, Record<Kind, KeptSeed[]>>();
  #depths = new Map<KeptSeed, number>();

  constructor(seeds: readonly KeptSeed[]) {
    const byKey = new Map(seeds.map((seed) => [`${seed.kind} ${keptKey(seed)}`, seed]));
    for (const seed of seeds) {
      const above = this.#above(seed, byKey);
      const group = this.#under.get(above) ?? { programs: [], projects: [], tasks: [] };
      this.#under.set(above, group);
      group[seed.kind].push(seed);
    }
  }

  under(above: KeptSeed | undefined, kind: Kind): KeptSeed[] {
    return this.#under.get(above)?.[kind] ?? [];
  }

  #above({ kind, said }: KeptSeed, byKey: Map<string, KeptSeed>): KeptSeed | undefined {
    if (kind === "programs") return undefined;
    if (kind === "projects") return byKey.get(`programs ${said.program_slug}`);
    const parent = byKey.get(`tasks ${said.parent_external_ref}`);
    const project = byKey.get(`projects ${said.project_external_ref}`);
    const isNear = parent?.said.project_external_ref === said.project_external_ref;
    return parent && isNear && this.#depth(parent, byKey) < deepest ? parent : project;
  }

  /** How many tasks of its project a task is below. */
  #depth(task: KeptSeed, byKey: Map<string, KeptSeed>): number {
    const way: KeptSeed[] = [];
    let at: KeptSeed | undefined = task;
    while (at && !this.#depths.has(at)) {
      way.push(at);
      const parent = byKey.get(`tasks ${at.said.parent_external_ref}`);
      at = parent?.said.project_external_ref === at.said.project_external_ref ? parent : undefined;
    }
    let depth = at ? this.#depths.get(at)! + 1 : 0;
    for (const one of way.toReversed()) this.#depths.set(one, depth++);
    return this.#depths.get(task)!;
  }
}
