import type { Command } from "commander";
import { answered } from "../../../client/client.ts";
import { frameOf } from "../../frame.ts";
import { refusedAbout } from "../../refusal.ts";
import { runListing } from "../../runs/told_run.ts";

/** `seed cancel`. */
export function cancelCommand(seed: Command): void {
  seed.command("cancel <run>")
    .description("Ask a run to stop at its next checkpoint; what it wrote stays")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const request = { params: { path: { id } }, body: {} };
      const run = await answered(api.POST("/runs/{id}/cancel", request))
        .catch(refusedAbout({ run: id }));
      if (frame.format !== "table") frame.show(run, runListing(run));
      frame.tell(
        run.status === "running"
          ? `Run ${id} stops at its next checkpoint. To see: ${frame.line("seed", "status", id)}`
          : `Run ${id} has ended: ${run.status}.`,
      );
    });
}
