import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { Failure } from "../failure.ts";
import { type Frame, frameOf } from "../frame.ts";
import { type WaitOptions, waitOptions } from "../operation/started.ts";
import { askFor, confirmDanger, confirmOption } from "./asked.ts";

interface DangerOptions extends WaitOptions {
  confirm?: string;
}

/** What each takes away, of those that need no more than the tenant. */
const ends = {
  rebuild: "Make its database anew from its bundle; what people wrote in it goes",
  decommission: "End a tenant; its backups stay for a while",
  purge: "End a tenant with all that is left of it, its backups too",
} as const;

/** The commands that take something away: `tenant rebuild`, `restore`, `decommission` and `purge`. */
export function dangerousCommands(tenant: Command): void {
  for (const word of Object.keys(ends) as (keyof typeof ends)[]) {
    dangerous(tenant, word)
      .description(ends[word])
      .action(async (slug: string, options: DangerOptions, command: Command) => {
        const frame = frameOf(command);
        await confirmDanger(word, slug, options.confirm, frame);
        // The platform wants a purge's slug once more, too.
        const params = word === "purge" ? { confirm: slug } : undefined;
        await askFor(word, slug, params, options, frame);
      });
  }
  restoreCommand(tenant);
}

function dangerous(tenant: Command, word: string): Command {
  return confirmOption(waitOptions(tenant.command(`${word} <slug>`)));
}

function restoreCommand(tenant: Command): void {
  dangerous(tenant, "restore")
    .description("Bring a backup back in place of its database")
    .option("--backup <id>", "which one: ocp tenant backups <slug>; the newest unless given")
    .option("--shared-with <slugs...>", "all tenants that share the database, and go back as well")
    .action(async (slug: string, options: DangerOptions & RestoreOptions, command: Command) => {
      const frame = frameOf(command);
      const backup = options.backup ?? await newestBackup(slug, frame);
      await confirmDanger("restore", slug, options.confirm, frame);
      const params = { backup, shared_with: options.sharedWith };
      await askFor("restore", slug, params, options, frame);
    });
}

interface RestoreOptions {
  backup?: string;
  sharedWith?: string[];
}

/** @throws {Failure} where there is none */
async function newestBackup(slug: string, frame: Frame): Promise<string> {
  const { items: [newest] } = await answered(
    (await frame.api()).GET("/tenants/{tenant}/backups", {
      params: { path: { tenant: slug }, query: { sort: "-taken_at", limit: 1 } },
    }),
  );
  if (!newest) {
    throw new Failure(
      `Cannot restore ${slug}: it has no backup.`,
      `Take one: ${frame.line("tenant", "backup", slug, "--wait")}`,
    );
  }
  frame.tell(`Backup ${newest.id}, taken ${newest.taken_at}, ${newest.bytes} bytes.`);
  return newest.id;
}
