import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { StoredSeeds } from "../../client/bulk.ts";
import type { Fault } from "../../client/files/fault.ts";
import type { FoundDrift } from "../../cli/drift/found_drift.ts";
import type { SavedPlan } from "../../cli/plan/made_plan.ts";
import type { PlanAction } from "../../cli/plan/plan_action.ts";

const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** What `ocp` says instead of an answer. */
export interface Problem {
  code?: string;
  detail: string;
  suggestion?: string;
  faults?: Fault[];
}

/** What `seed plan` writes. */
export interface MadePlan {
  plan: SavedPlan;
  actions: PlanAction[];
  seeds?: StoredSeeds;
}

/** What `drift` writes. */
export type ToldDrift = FoundDrift;

/** How `ocp` ended. */
export type Ended<T> =
  | { code: 0 | 2; answer: T; problem?: undefined }
  | { code: number; answer?: undefined; problem: Problem };

/** Another run has the binding, or seeds were changed under this one: both pass. */
const passing = new Set(["run_in_progress", "changed_meanwhile"]);

/** Runs `ocp … --json`, and again while another run is at work on the binding, for so long. */
export async function ocp<T>(
  words: readonly string[],
  { seconds = 900, pauseSeconds = 5 }: { seconds?: number; pauseSeconds?: number } = {},
): Promise<Ended<T>> {
  const end = performance.now() + seconds * 1000;
  while (true) {
    const ended = await ocpOnce<T>(words);
    const isPassing = passing.has(ended.problem?.code ?? "");
    if (!isPassing || performance.now() > end) return ended;
    console.error(`${ended.problem!.detail} Trying again.`);
    await setTimeout(pauseSeconds * 1000);
  }
}

async function ocpOnce<T>(words: readonly string[]): Promise<Ended<T>> {
  console.error(`ocp ${words.join(" ")}`);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", program, ...words, "--json"],
    stdin: "null",
    stderr: "inherit",
  }).output();
  const said = parsed(new TextDecoder().decode(stdout));
  const isAnswer = said !== undefined && !("detail" in said);
  if (isAnswer && (code === 0 || code === 2)) return { code, answer: said as T };
  // A run that came to its end in part is an answer, too, and ends with 1.
  if (isAnswer) return { code, problem: { detail: "It came to its end in part.", ...said } };
  const detail = "ocp has ended without an answer; the log of this step says why.";
  return { code, problem: (said as unknown as Problem | undefined) ?? { detail } };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
