import { type Command, InvalidArgumentError, Option } from "commander";
import { type DriftFilter, foundDrift } from "../drift/found_drift.ts";
import { showDrift } from "../drift/shown_drift.ts";
import { driftSum } from "../drift/told_drift.ts";
import { watchedDrift } from "../drift/watched_drift.ts";
import { exits } from "../failure.ts";
import { frameOf } from "../frame.ts";
import { shadowed } from "../runs/shadowed.ts";

interface Options extends Omit<DriftFilter, "muted"> {
  muted?: boolean;
  shadow?: boolean;
  watch?: number | true;
}

const usualSeconds = 30;

/** `drift`. */
export function driftCommand(program: Command): void {
  program.command("drift")
    .description("Show where Odoo holds something else than the seeds say")
    .option("--binding <name>", "of one Odoo; of all that you may see unless given")
    .option("--tenant <slug>", "of one tenant")
    .option("--project <ref>", "of one project")
    .option("--ref <ref>", "of one record")
    .option("--kind <kind>", "of one kind (docs/runbooks/drift.md)")
    .option("--muted", "also what is muted")
    .option("--shadow", "read Odoo first: what --binding says, or default")
    .addOption(
      new Option("--watch [seconds]", `look again every ${usualSeconds} seconds, until Ctrl-C`)
        .argParser(seconds),
    )
    .addHelpText("after", "\nExit codes: 0 no drift, 1 an error, 2 there is drift.")
    .action(async (options: Options, command: Command) => {
      const frame = frameOf(command);
      const { muted, shadow, watch, ...which } = options;
      const filter: DriftFilter = { ...which, ...muted && { muted: "all" } };
      const api = await frame.api();
      if (shadow) await shadowed(which.binding ?? "default", api, frame);
      const first = await foundDrift(filter, api);
      showDrift(first, frame);
      frame.tell(
        first.as_of === null
          ? `To compare: ${frame.line("drift", "--shadow")}`
          : driftSum(first.items, first.as_of),
      );
      const every = watch === true ? usualSeconds : watch;
      const found = every === undefined
        ? first
        : await watchedDrift(first, filter, every, api, frame);
      const isDrifted = found.items.some((item) => !item.muted);
      frame.ends(isDrifted ? exits.differences : exits.done);
    });
}

function seconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number, 1 or more.");
}
