import type { Frame } from "../frame.ts";
import type { SavedPlan } from "./made_plan.ts";

/** The words by which somebody else agrees to a plan. */
export function approvingWords(plan: string): string[] {
  return ["plan", "approve", plan, "--reason", "As agreed."];
}

/** Says how a plan goes on: by whom it is to be approved first, or by which command it is applied. @param word the plan as it was named */
export async function tellNext(plan: SavedPlan, word: string, frame: Frame): Promise<void> {
  if (plan.status !== "ready" && plan.status !== "approved") return;
  if (plan.needs_approval && plan.status === "ready") {
    frame.tell(`Plan ${plan.id} waits for a second person until ${plan.expires_at}, who runs:`);
    frame.tell(`  ${await frame.lineForAnother(...approvingWords(plan.id))}`);
  }
  frame.tell(`To apply it: ${frame.line("seed", "apply", word)}`);
}
