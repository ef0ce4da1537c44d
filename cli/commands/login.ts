import type { Command } from "commander";
import { answered, apiOf } from "../../client/client.ts";
import { fieldCell } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { forgetLogin, keepLogin } from "../kept_login.ts";
import { secretInput } from "../secret_input.ts";

/** `login`, `logout` and `whoami`. */
export function loginCommands(program: Command): void {
  program.command("login <url>")
    .description("Keep where the platform is and an API token, which is read from standard input")
    .action(async (url: string, _options, command: Command) => {
      const token = await secretInput("API token", "log in");
      const address = url.replace(/\/+$/, "");
      await answered(apiOf(address, token).GET("/me"));
      frameOf(command).tell(`Kept in ${await keepLogin({ url: address, token })}.`);
    });
  program.command("logout")
    .description("Forget the login that was kept")
    .action(async (_options, command: Command) => {
      const { tell } = frameOf(command);
      tell(await forgetLogin() ? "The login is forgotten." : "No login was kept.");
    });
  program.command("whoami")
    .description("Where the platform is, and who asks it")
    .action(async (_options, command: Command) => {
      const frame = frameOf(command);
      const { url } = await frame.access();
      const me = await answered((await frame.api()).GET("/me"));
      const rows = Object.entries({ url, ...me }).map(([key, value]) => [key, fieldCell(value)]);
      frame.show({ url, ...me }, { titles: ["what", "is"], rows });
    });
}
