import { type Command, Option } from "commander";
import type { PlanAction } from "./plan_action.ts";

const models = { project: "project.project", task: "project.task" } as const;
const written = ["create", "update", "archive", "unarchive"] as const;

/** Which records of a plan are to be written; all where nothing is said. */
export interface PartOptions {
  project?: string[];
  kind?: (keyof typeof models)[];
  ref?: string[];
  action?: typeof written[number][];
}

/** `--kind`, `--ref` and `--action`, for a part of a plan; `--project` is the scope's. */
export function partOptions(command: Command): Command {
  return command
    .addOption(new Option("--kind <kinds...>", "only these").choices(Object.keys(models)))
    .option("--ref <refs...>", "only these records")
    .addOption(new Option("--action <actions...>", "only these").choices(written));
}

/** A part of a plan, as the API takes it. */
export function partOf({ project, kind, ref, action }: PartOptions) {
  const named = kind?.map((one) => models[one]);
  return { projects: project, models: named, refs: ref, actions: action };
}

/** Whether a record of a plan is in that part of it. */
export function isInPart(record: PlanAction, options: PartOptions): boolean {
  const { projects, models, refs, actions } = partOf(options);
  const has = (list: readonly string[] | undefined, one: string) => list?.includes(one) ?? true;
  return has(projects, record.project) && has(models, record.model) && has(refs, record.ref) &&
    has(actions, record.action);
}
