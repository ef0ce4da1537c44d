import type { Command } from "commander";

/** Which seeds a plan, a seeding or an adoption is about. */
export function scopeOptions(command: Command): Command {
  return command
    .option("--binding <name>", "which Odoo", "default")
    .option("--program <slug>", "a programme and all below it")
    .option("--project <refs...>", "these projects")
    .option("--prune", "also archive what runs created and no seed names any more")
    .option("--full", "read all of Odoo, and not what may have changed alone");
}
