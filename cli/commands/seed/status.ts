import type { Command } from "commander";
import { answered, type Api } from "../../../client/client.ts";
import type { components } from "../../../client/schema.ts";
import { exits } from "../../failure.ts";
import { type Frame, frameOf } from "../../frame.ts";
import type { Listing } from "../../output.ts";
import { followedRun, runOf, waitingText } from "../../runs/followed_run.ts";
import { goingOnWords } from "../../runs/going_on.ts";
import { reportLines, runListing, toldEnd } from "../../runs/told_run.ts";

type ListedRun = components["schemas"]["ListedRun"];

interface Options {
  binding?: string;
  tenant?: string;
  follow?: boolean;
}

/** `seed status`. */
export function statusCommand(seed: Command): void {
  seed.command("status [run]")
    .description("Show how far a run is, or which runs there were last")
    .option("--binding <name>", "of one Odoo")
    .option("--tenant <slug>", "of one tenant")
    .option("--follow", "wait for the end of the run, and end as seed apply does")
    .action(async (id: string | undefined, options: Options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      if (id === undefined) await showRuns(options, api, frame);
      else if (options.follow) {
        const resume = frame.line(...goingOnWords(await runOf(id, api)));
        frame.ends(toldEnd(await followedRun(id, resume, api, frame), frame));
      } else await showRun(id, api, frame);
    });
}

async function showRuns({ binding, tenant }: Options, api: Api, frame: Frame): Promise<void> {
  const runs = await answered(api.GET("/runs", { params: { query: { binding, tenant } } }));
  frame.show(runs, runsListing(runs.items));
}

async function showRun(id: string, api: Api, frame: Frame): Promise<void> {
  const run = await runOf(id, api);
  frame.show(run, runListing(run));
  for (const line of reportLines(run)) frame.tell(line);
  const { type, binding, status, phase, started_at, error } = run;
  const state = status === "running" ? `runs (${phase})` : `has ended: ${status}`;
  frame.tell(`The ${type} of ${binding}, begun ${started_at}, ${state}.`);
  if (run.waits) frame.tell(`${waitingText(run.waits)}.`);
  if (error) frame.tell([error.detail, error.suggestion].filter(Boolean).join(" "));
  if (status === "running") frame.tell(`To stop it: ${frame.line("seed", "cancel", id)}`);
  if (status === "cancelled") frame.tell(`To go on: ${frame.line(...goingOnWords(run))}`);
  if (status === "failed" || status === "abandoned") frame.ends(exits.failed);
}

function runsListing(runs: ListedRun[]): Listing {
  return {
    titles: ["run", "type", "binding", "status", "started", "by"],
    rows: runs.map(({ id, type, binding, status, phase, started_at, ...run }) => [
      id,
      type,
      binding,
      status === "running"
        ? { text: run.waits ? waitingText(run.waits) : `${status}, ${phase}`, style: "yellow" }
        : status,
      started_at.slice(0, 19),
      run.requested_by ?? (run.cause === "asked" ? null : run.cause),
    ]),
    none: "No run yet.",
  };
}
