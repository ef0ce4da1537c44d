import type { Command } from "commander";
import { exits, Failure } from "../../failure.ts";
import { type Frame, frameOf } from "../../frame.ts";
import { keepPlan } from "../../plan/kept_plan.ts";
import { actionsOf, madePlan, type SavedPlan, type Scope } from "../../plan/made_plan.ts";
import { isOutstanding } from "../../plan/plan_action.ts";
import { planOfFiles } from "../../plan/plan_of_files.ts";
import { showPlan } from "../../plan/shown_plan.ts";
import { tellNext } from "../../plan/told_approval.ts";
import type { SheetOptions } from "../../read_seeds.ts";
import { conflictLines, countsLine } from "../../told_changes.ts";
import type { StoredSeeds } from "../../../client/bulk.ts";
import { scopeOptions } from "./scope_options.ts";
import { sheetOptions } from "./sheet_options.ts";

interface Options extends Scope, Omit<SheetOptions, "project" | "binding"> {
  overwrite?: boolean;
  out?: string;
}

/** A plan, and what the files that it is of would change in the seeds. */
interface Made {
  plan: SavedPlan;
  seeds?: StoredSeeds;
}

/** `seed plan`. */
export function planCommand(seed: Command): void {
  sheetOptions(scopeOptions(seed.command("plan [path...]")))
    .description("Show what a seeding would do in Odoo; with files, as if they were loaded")
    .option("--overwrite", "of files: also what was accepted from Odoo, as seed load does")
    .option("--out <file>", "keep it, for seed apply <file>")
    .addHelpText(
      "after",
      `
With files and folders nothing is stored: the plan is of the seeds as they would be. --prune then
means what it means to seed load: tasks that the files no longer have are archived.
Exit codes: 0 nothing to do, 1 an error, 2 there are changes.`,
    )
    .action(async (paths: string[], options: Options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const { plan, seeds }: Made = paths.length > 0
        ? await madeOfFiles(paths, options, frame)
        : { plan: await madePlan(options, api, frame) };
      const actions = await actionsOf(plan.id, api, frame);
      showPlan(plan, actions, frame, seeds);
      if (options.out !== undefined) await keepPlan(options.out, plan);
      const isEmpty = !actions.some(isOutstanding);
      if (!isEmpty && seeds) {
        frame.tell(`First load the files: ${frame.line("seed", "load", ...paths)}`);
      }
      if (!isEmpty) await tellNext(plan, options.out ?? plan.id, frame);
      frame.ends(isEmpty ? exits.done : exits.differences);
    });
}

async function madeOfFiles(
  paths: string[],
  { program, project, ...options }: Options,
  frame: Frame,
): Promise<Made> {
  if (program !== undefined || project !== undefined) {
    throw new Failure(
      "Cannot plan files in part: --program and --project are of what is stored.",
      `Name fewer files: ${frame.line("seed", "plan", "--help")}`,
    );
  }
  const again = ["seed", "plan", ...paths, "--binding", options.binding];
  const { readSeeds } = await import("../../seed_files.ts");
  const made = await planOfFiles(await readSeeds(paths, options, frame), options, again, frame);
  for (const line of conflictLines(made.seeds)) frame.tell(`conflict  ${line}`);
  frame.tell(countsLine(made.seeds));
  return made;
}
