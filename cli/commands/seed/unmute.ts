import type { Command } from "commander";
import { allPages } from "../../../client/all_pages.ts";
import { answered } from "../../../client/client.ts";
import { quoted } from "../../../supabase/functions/_shared/quoted.ts";
import { mutesListing } from "../../drift/told_mutes.ts";
import { Failure } from "../../failure.ts";
import { frameOf } from "../../frame.ts";

interface Options {
  binding?: string;
  field?: string;
}

/** `seed unmute`. */
export function unmuteCommand(seed: Command): void {
  seed.command("unmute <ref>")
    .description("End the mutes of a record, or of one field of it: what drifts is told again")
    .option("--binding <name>", "in one Odoo; in all unless given")
    .option("--field <name>", "only those of one field; all of the record unless given")
    .action(async (ref: string, { binding, field }: Options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const active = "true" as const;
      const found = await allPages((page) =>
        answered(api.GET("/drift/mutes", { params: { query: { ref, binding, active, ...page } } }))
      );
      const ending = found.filter((mute) => field === undefined || mute.field === field);
      if (ending.length === 0) {
        throw new Failure(
          `Cannot end a mute: ${[ref, field].filter(Boolean).map(quoted).join(", ")} has none.`,
          `To see those that hold: ${frame.line("seed", "mutes")}`,
        );
      }
      for (const { id } of ending) {
        await answered(api.DELETE("/drift/mutes/{id}", { params: { path: { id } } }));
      }
      frame.show({ ended: ending }, mutesListing(ending));
      frame.tell(`Ended: ${ending.length}.`);
    });
}
