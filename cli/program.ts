import { Command, Option } from "commander";
import { instanceOption } from "../stack/command_line.ts";
import { isClone } from "./clone.ts";
import { bindingCommands } from "./commands/binding.ts";
import { bundleCommands } from "./commands/bundle.ts";
import { holdCommands } from "./commands/hold.ts";
import { windowCommands } from "./commands/window.ts";
import { scheduleCommands } from "./commands/schedule.ts";
import { subscriptionCommands } from "./commands/subscription.ts";
import { templateCommands } from "./commands/template.ts";
import { tokenCommands } from "./commands/token.ts";
import { compareCommand } from "./commands/compare.ts";
import { completionCommand } from "./commands/completion.ts";
import { openCommand } from "./commands/open.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { driftCommand } from "./commands/drift.ts";
import { introspectCommand } from "./commands/introspect.ts";
import { letterCommands } from "./commands/letter.ts";
import { loginCommands } from "./commands/login.ts";
import { notificationCommands } from "./commands/notification.ts";
import { planCommands } from "./commands/plan.ts";
import { schemaChangeCommands } from "./commands/schema_change.ts";
import { seedCommands } from "./commands/seed.ts";
import { operationCommands } from "./commands/operation.ts";
import { tenantCommands } from "./commands/tenant.ts";
import { quoted } from "../supabase/functions/_shared/quoted.ts";
import { formats } from "./output.ts";
import { version } from "./version.ts";

/** Each group of commands adds itself. */
const groups: ((program: Command) => void)[] = [
  ...[loginCommands, tenantCommands, operationCommands, seedCommands, planCommands],
  ...[driftCommand, holdCommands, windowCommands],
  ...[tokenCommands, bindingCommands, bundleCommands, templateCommands, scheduleCommands],
  ...[letterCommands, subscriptionCommands, notificationCommands, schemaChangeCommands],
  ...[introspectCommand, compareCommand, doctorCommand, openCommand, completionCommand],
];

/** `ocp` with all its commands and what they share; wrong usage is thrown as a CommanderError. */
export function ocpProgram(): Command {
  const program = new Command("ocp")
    .description("The control plane from a terminal")
    .version(version)
    .exitOverride()
    .addOption(
      new Option("-o, --output <format>", `how answers are written: ${formats.join(", ")}`)
        .default("table"),
    )
    .option("--json", "the same as --output json")
    .addOption(
      new Option("--as <address>", "as whom of a local stack's people").hideHelp(!isClone),
    )
    .addOption(instanceOption("local").hideHelp(!isClone))
    .addHelpText(
      "after",
      `
Environment: OCP_URL and OCP_TOKEN say where and as whom; without them the login that was kept${
        isClone ? ", or\nelse the local stack" : ""
      }.
NO_COLOR: no colours.
Exit codes: 0 done, 1 an error, a problem or wrong usage, 2 there are differences (plan, drift,
compare) or warnings (doctor).`,
    );
  for (const add of groups) add(program);
  program.hook("preAction", (program, action) => refuseFormat(program, action));
  return program;
}

/** Of `introspect`, which writes files, the same option is their folder. */
function refuseFormat(program: Command, action: Command): void {
  const { output } = program.opts<{ output: string }>();
  if (action.name() === "introspect" || formats.some((format) => format === output)) return;
  program.error(`error: --output is one of ${formats.join(", ")}, and not ${quoted(output)}.`);
}
