import type { StoredSeeds } from "../../client/bulk.ts";
import type { Frame } from "../frame.ts";
import type { Listing } from "../output.ts";
import type { SavedPlan } from "./made_plan.ts";
import { changesOf, conflictsOf, type PlanAction } from "./plan_action.ts";
import { printedPlan } from "./printed_plan.ts";
import { valueCell } from "./printed_value.ts";

/** Shows a plan: printed for people; `{"plan", "actions"}` as JSON and YAML, with what files would change in the seeds; a line a field as CSV. */
export function showPlan(
  plan: SavedPlan,
  actions: PlanAction[],
  frame: Frame,
  seeds?: StoredSeeds,
): void {
  if (frame.format === "table") frame.print((page) => printedPlan(actions, page));
  else frame.show({ plan, actions, ...seeds && { seeds } }, planListing(actions));
}

function planListing(actions: PlanAction[]): Listing {
  return {
    titles: ["project", "action", "model", "ref", "field", "from", "to", "reason"],
    rows: actions.flatMap((action) => {
      const start = [action.project, action.action, action.model, action.ref];
      const fields = [...changesOf(action), ...conflictsOf(action)];
      if (fields.length === 0) return [[...start, null, null, null, action.reason]];
      return fields.map(([field, { from, to }]) => [
        ...[...start, field, valueCell(from), valueCell(to), action.reason],
      ]);
    }),
  };
}
