import { answered, type Api } from "../../client/client.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";
import { followedRun } from "./followed_run.ts";
import { goingOnWords } from "./going_on.ts";
import { endedBy, refusedAbout } from "../refusal.ts";
import { reportLines } from "./told_run.ts";

/** Has Odoo read, so that what is known of it is as of now. @throws {Failure | Unreachable} */
export async function shadowed(binding: string, api: Api, frame: Frame): Promise<void> {
  const body = { type: "shadow" as const, binding };
  const begun = await answered(api.POST("/runs", { body })).catch(refusedAbout({}));
  const again = goingOnWords(begun);
  const run = await followedRun(begun.id, frame.line(...again), api, frame);
  if (run.status === "success") return;
  if (run.error) throw endedBy(run.error, { run: run.id, again });
  for (const line of reportLines(run)) frame.tell(line);
  if (run.status === "partial") return;
  throw new Failure(
    `Cannot tell the drift: the shadow was ${run.status}.`,
    `Try again: ${frame.line(...again)}`,
  );
}
