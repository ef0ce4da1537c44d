import type { DriftItem } from "../../cli/drift/found_drift.ts";
import { kindOf } from "../../cli/plan/plan_action.ts";
import { valueText } from "../../cli/plan/printed_value.ts";
import { code, table, withinRoom } from "./markdown.ts";

/** Drift as a table, as much as has room. */
export function driftTable(items: readonly DriftItem[], room: number): string[] {
  const key = ({ project, ref }: DriftItem) => `${project ?? ""}\0${ref}`;
  const rows = [...items].sort((a, b) => key(a) < key(b) ? -1 : 1).map((item) => [
    `${kindOf(item.model)} ${code(item.ref)}`,
    item.field ?? item.kind,
    code(valueText(item.expected)),
    code(valueText(item.actual)),
    code(item.changed_by ?? ""),
    item.winner,
  ]);
  const { shown, left } = withinRoom(rows, room);
  return [
    ...table(["Record", "Field", "Seed", "Odoo", "Changed by", "Wins"], shown),
    ...left > 0 ? [`… and ${left} more: \`ocp drift\` shows all.`, ""] : [],
  ];
}
