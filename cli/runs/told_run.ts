import { exits } from "../failure.ts";
import type { Frame } from "../frame.ts";
import { goingOnWords, planningWords } from "./going_on.ts";
import { type Run, sumOf } from "./followed_run.ts";
import { endedBy } from "../refusal.ts";

/** Tells how a run ended, with all that it could not write. @param again the words that go on with it @returns the exit code @throws {Failure} when an error ended it */
export function toldEnd(run: Run, frame: Frame, again = goingOnWords(run)): number {
  const { id, status, plan } = run;
  if (status === "failed" || status === "abandoned") {
    throw endedBy(run.error, { run: id, plan: plan ?? undefined, again: planningWords(run) });
  }
  if (frame.format !== "table") frame.show(run, runListing(run));
  for (const line of reportLines(run)) frame.tell(line);
  frame.tell(endLine(run, frame.line(...again), frame));
  return status === "success" ? exits.done : exits.failed;
}

/** What a run could not write, and what people should know, a line each. */
export function reportLines({ errors, warnings }: Run): string[] {
  const lines = (word: string, { items, total }: Run["errors"]) => [
    ...items.map(({ ref, field, code, message }) =>
      `${word}  ${[ref, field].filter(Boolean).join(", ")} (${code}): ${message}`
        .replace(/\p{Cc}+/gu, " ")
    ),
    ...total > items.length ? [`… and ${total - items.length} more ${word}s`] : [],
  ];
  return [...lines("error", errors), ...lines("warning", warnings)];
}

/** How far a run came, by action: for spreadsheets, too. */
export function runListing({ progress }: Run) {
  return {
    titles: ["action", "total", "done", "failed"],
    rows: Object.entries(progress)
      .map(([action, { total, done, failed }]) => [action, total, done, failed]),
    none: "Nothing was to be written.",
  };
}

function endLine(run: Run, again: string, frame: Frame): string {
  const { id, status, progress, errors } = run;
  const { done, failed } = sumOf(progress);
  const written = `${done - failed} records written`;
  if (status === "success") return `Done: ${written}.`;
  if (status === "cancelled") return `Run ${id} was stopped: ${written}. To go on: ${again}`;
  return `Run ${id} came to its end in part: ${written}, ${errors.total} errors. ` +
    `What is left: ${frame.line(...planningWords(run))}`;
}
