import type { Command } from "commander";
import { exits } from "../../failure.ts";
import { frameOf } from "../../frame.ts";
import { keepPlan } from "../../plan/kept_plan.ts";
import { actionsOf, madePlan, type Scope } from "../../plan/made_plan.ts";
import { isOutstanding } from "../../plan/plan_action.ts";
import { showPlan } from "../../plan/shown_plan.ts";
import { tellNext } from "../../plan/told_approval.ts";
import { scopeOptions } from "./scope_options.ts";

/** `seed plan`. */
export function planCommand(seed: Command): void {
  scopeOptions(seed.command("plan"))
    .description("Show what a seeding would do in Odoo, record by record and field by field")
    .option("--out <file>", "keep it, for seed apply <file>")
    .addHelpText("after", "\nExit codes: 0 nothing to do, 1 an error, 2 there are changes.")
    .action(async (options: Scope & { out?: string }, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const plan = await madePlan(options, api, frame);
      const actions = await actionsOf(plan.id, api, frame);
      showPlan(plan, actions, frame);
      if (options.out !== undefined) await keepPlan(options.out, plan);
      const isEmpty = !actions.some(isOutstanding);
      if (!isEmpty) await tellNext(plan, options.out ?? plan.id, frame);
      frame.ends(isEmpty ? exits.done : exits.differences);
    });
}
