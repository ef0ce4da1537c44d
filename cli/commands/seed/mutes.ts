import type { Command } from "commander";
import { answered } from "../../../client/client.ts";
import { mutesListing } from "../../drift/told_mutes.ts";
import { frameOf } from "../../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../../pages.ts";

interface Options extends PageOptions {
  binding?: string;
  tenant?: string;
  ref?: string;
  ended?: boolean;
}

/** `seed mutes`. */
export function mutesCommand(seed: Command): void {
  pageOptions(seed.command("mutes"))
    .description("The mutes that hold now, the newest first")
    .option("--binding <name>", "of one Odoo")
    .option("--tenant <slug>", "of one tenant")
    .option("--ref <ref>", "of one record")
    .option("--ended", "those whose time is over instead")
    .action(async ({ ended, ...which }: Options, command: Command) => {
      const frame = frameOf(command);
      const query = { ...which, active: ended ? "false" as const : "true" as const };
      const page = await answered((await frame.api()).GET("/drift/mutes", { params: { query } }));
      showPage(frame, page, mutesListing(page.items), which);
    });
}
