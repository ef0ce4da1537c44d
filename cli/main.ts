/**
 * The platform from a terminal: `deno task ocp seed load seeds/`.
 *
 * A command is added in three steps. Write `cli/commands/<group>.ts` with one exported function that
 * takes the program and adds the group to it; name it in the list of `cli/program.ts`. Its action
 * begins with `frameOf(command)`, which has all that commands share: who asks (`api()`, `access()`),
 * what is shown (`show()`, `tell()`, `progress()`), what has to be typed once more (`confirm()`), and
 * `ends(2)` for "there are differences". An action throws what is wrong: `Refused` and `Unreachable`
 * of the client, `NoAccess`, or `Failure` with the next step; here it becomes a message and an exit
 * code. Exit codes: 0 done, 1 an error, a problem or wrong usage, 2 there are differences (plan,
 * drift).
 */
import process from "node:process";
import { CommanderError } from "commander";
import { commandPath } from "./command_path.ts";
import { exits } from "./failure.ts";
import { frameOf } from "./frame.ts";
import { ocpProgram } from "./program.ts";
import { tellFailure } from "./told_failure.ts";

// Whoever reads no more, as `head`, has seen enough.
process.stdout.on("error", () => process.exit(exits.done));

const program = ocpProgram();
try {
  await program.parseAsync(process.argv.slice(2), { from: "user" });
} catch (error) {
  const path = commandPath(program, program.args);
  const frame = frameOf(program);
  if (!(error instanceof CommanderError)) process.exit(await tellFailure(error, path, frame));
  if (error.exitCode === 0) process.exit(exits.done);
  // Whoever named no command has been shown which there are.
  if (error.code !== "commander.help") console.error(`Next: ${frame.line(...path, "--help")}`);
  process.exit(exits.failed);
}
