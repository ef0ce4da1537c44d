import type { PlanAction } from "../../cli/plan/plan_action.ts";
import { changesOf } from "../../cli/plan/plan_action.ts";
import { valueText } from "../../cli/plan/printed_value.ts";
import { code, table, withinRoom } from "./markdown.ts";
import { recordName } from "./plan_text.ts";

const room = 20_000;

/** What two plans would write otherwise, record by record. */
export function planDifference(
  reviewed: readonly PlanAction[],
  now: readonly PlanAction[],
): string[] {
  const [before, after] = [byRecord(reviewed), byRecord(now)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const rows = keys.flatMap((key) => {
    const [then, today] = [before.get(key), after.get(key)];
    if (written(then) === written(today)) return [];
    return [[recordName((then ?? today)!), told(then), told(today)]];
  });
  const { shown, left } = withinRoom(rows, room);
  return [
    ...table(["Record", "Reviewed", "Now"], shown),
    ...left > 0 ? [`… and ${left} more records.`, ""] : [],
  ];
}

function byRecord(actions: readonly PlanAction[]): Map<string, PlanAction> {
  return new Map(
    actions.filter(({ written }) => written).map((action) => [action.id, action]),
  );
}

function written(action: PlanAction | undefined): string {
  return JSON.stringify([action?.action, action?.odoo_id, action?.changes]);
}

function told(action: PlanAction | undefined): string {
  if (action === undefined) return "nothing";
  const fields = changesOf(action).slice(0, 5).map(([field, { from, to }]) =>
    action.action === "create"
      ? `${field} ${code(valueText(to))}`
      : `${field} ${code(valueText(from))} → ${code(valueText(to))}`
  );
  return [`**${action.action}**`, ...fields].join("<br>");
}
