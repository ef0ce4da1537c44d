import { Argument, type Command } from "commander";
import { completionScript, shells } from "../completion/scripts.ts";
import { toldCommands } from "../completion/told_commands.ts";

/** `completion <shell>`. */
export function completionCommand(program: Command): void {
  program.command("completion")
    .description("A script that has a shell complete ocp, as in: ocp completion bash >> ~/.bashrc")
    .addArgument(new Argument("<shell>", "which").choices(shells))
    .action((shell: typeof shells[number]) => {
      console.log(completionScript(shell, program.name(), toldCommands(program)).trimEnd());
    });
}
