import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { quoted } from "../../supabase/functions/_shared/quoted.ts";
import type { Frame } from "../frame.ts";
import { showStarted, type WaitOptions } from "../operation/started.ts";
import { consequences, type Dangerous } from "./consequences.ts";

/** Asks for an operation on a tenant and shows it. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function askFor(
  type: string,
  slug: string,
  params: Record<string, unknown> | undefined,
  options: WaitOptions,
  frame: Frame,
): Promise<void> {
  const opened = await answered(
    (await frame.api()).POST("/tenants/{tenant}/operations", {
      params: { path: { tenant: slug } },
      body: { type, params },
    }),
  );
  await showStarted(opened, options, frame);
}

/** `--confirm <slug>`, as every dangerous command has it. */
export function confirmOption(command: Command): Command {
  return command.option("--confirm <slug>", "the slug once more, where nobody can type it");
}

/** Names what an operation takes away, and has the slug typed once more. @throws {Failure} when it is another */
export async function confirmDanger(
  type: Dangerous,
  slug: string,
  confirm: string | undefined,
  frame: Frame,
): Promise<void> {
  for (const line of consequences[type](slug)) frame.tell(line);
  await frame.confirm(slug, confirm, `Type ${quoted(slug)} to ${type} it:`);
}
