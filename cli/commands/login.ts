import process from "node:process";
import type { Command } from "commander";
import { answered, apiOf } from "../../client/client.ts";
import { fieldCell } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { Failure } from "../failure.ts";
import { forgetLogin, keepLogin, type Login, readLogin } from "../kept_login.ts";
import { secretInput } from "../secret_input.ts";
import { ended, signedIn } from "../session.ts";

interface LoginOptions {
  email?: string;
  key?: string;
}

/** `login`, `logout` and `whoami`. */
export function loginCommands(program: Command): void {
  program.command("login <url>")
    .description("Keep where the platform is and as whom: by an API token, or by a password")
    .option("--email <address>", "sign in as this person, whose password is asked for")
    .option("--key <key>", "the project's publishable key, for --email; or OCP_PUBLISHABLE_KEY")
    .addHelpText("after", "\nToken and password are typed unseen, or piped in.")
    .action(async (url: string, options: LoginOptions, command: Command) => {
      const login = await loginAt(url.replace(/\/+$/, ""), options);
      await answered(apiOf(login.url, login.token).GET("/me"));
      frameOf(command).tell(`Kept in ${await keepLogin(login)}.`);
    });
  program.command("logout")
    .description("Forget the login that was kept; a person's session ends")
    .action(async (_options, command: Command) => {
      const { tell } = frameOf(command);
      const kept = await readLogin().catch(() => undefined);
      if (kept) await ended(kept);
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

/** @throws {Failure} */
async function loginAt(url: string, { email, key }: LoginOptions): Promise<Login> {
  if (email === undefined) return { url, token: await secretInput("API token", "log in") };
  const publishable = key ?? process.env.OCP_PUBLISHABLE_KEY;
  if (publishable !== undefined) {
    return await signedIn(url, publishable, email, await secretInput("password", "log in"));
  }
  throw new Failure(
    "Cannot log in by password: the project's publishable key is not given.",
    "Add --key, as the dashboard shows it under API keys; task status, of a local stack.",
  );
}
