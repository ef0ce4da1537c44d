import type { Command } from "commander";
import type { Api } from "../../../client/client.ts";
import { Failure } from "../../failure.ts";
import { type Frame, frameOf } from "../../frame.ts";
import { appliedPlan, type ApplyOptions } from "../../plan/applied_plan.ts";
import { keptPlanId } from "../../plan/kept_plan.ts";
import { actionsOf, madePlan, planOf, type SavedPlan, type Scope } from "../../plan/made_plan.ts";
import { isInPart, partOptions } from "../../plan/part.ts";
import { printedPlan } from "../../plan/printed_plan.ts";
import { showPlan } from "../../plan/shown_plan.ts";
import { scopeOptions } from "./scope_options.ts";

type Options = Scope & ApplyOptions;

/** `seed apply`. */
export function applyCommand(seed: Command): void {
  partOptions(scopeOptions(seed.command("apply [plan]")))
    .description("Write a plan into Odoo: one that was kept, or what is planned and agreed to now")
    .option("--auto-approve", "without a plan: ask nobody")
    .option("--notify", "let Odoo mail people")
    .addHelpText(
      "after",
      `
<plan> is a file of seed plan --out, or a plan's id. It is refused once something has changed.
--project, --kind, --ref and --action take a part of it; the rest can be applied later.
Ctrl-C stops the run at a checkpoint; once more leaves the run alone.`,
    )
    .action(async (word: string | undefined, options: Options, command: Command) => {
      const frame = frameOf(command);
      if (word !== undefined) refuseScope(command, frame);
      const id = word === undefined ? undefined : await keptPlanId(word, frame);
      const api = await frame.api();
      const plan = id === undefined ? await agreed(options, api, frame) : await planOf(id, api);
      if (plan === undefined) return;
      frame.ends(await appliedPlan(plan, options, api, frame));
    });
}

/** What is planned now, once somebody has agreed; undefined where nothing is to be written. */
async function agreed(options: Options, api: Api, frame: Frame): Promise<SavedPlan | undefined> {
  const plan = await madePlan(options, api, frame);
  const all = await actionsOf(plan.id, api, frame);
  const actions = all.filter((action) => isInPart(action, options));
  const isNeeded = actions.some(({ written }) => written);
  if (frame.format === "table" || !isNeeded) showPlan(plan, actions, frame);
  else {for (const line of printedPlan(actions, { columns: frame.columns, colour: false })) {
      frame.tell(line);
    }}
  if (!isNeeded) return undefined;
  const given = options.autoApprove ? "yes" : undefined;
  await frame.confirm("yes", given, "Write this into Odoo? Type yes:", "--auto-approve");
  return plan;
}

/** What a plan is about was said when it was made. */
function refuseScope(command: Command, frame: Frame): void {
  const said = ["binding", "program", "prune", "full"]
    .find((name) => command.getOptionValueSource(name) === "cli");
  if (said === undefined) return;
  throw new Failure(
    `Cannot apply a plan with --${said}: the plan says what it is about.`,
    `Leave it out, or plan anew: ${frame.line("seed", "plan", "--help")}`,
  );
}
