import { kindOf } from "../plan/plan_action.ts";
import {
  fieldLines,
  indent,
  labelColumns,
  type Line,
  type Page,
  painted,
  styled,
} from "../plan/printed_lines.ts";
import { folded, safe } from "../plan/printed_value.ts";
import type { DriftItem } from "./found_drift.ts";

const winners = {
  seed: { text: "the seed wins", style: "green" },
  odoo: { text: "Odoo wins", style: "yellow" },
  undecided: { text: "somebody has to decide", style: "magenta" },
} as const;

/** Drift for people's eyes: grouped by project, record by record, Odoo's value ≠ the seed's. */
export function printedDrift(items: readonly DriftItem[], page: Page): string[] {
  const groups = Map.groupBy(
    items,
    ({ binding, project }) =>
      project === null ? `Binding ${binding}` : `Project ${project}, binding ${binding}`,
  );
  const lines = [...groups].sort(byKey).flatMap(([title, drifted]) => [
    ...folded(safe(title), page.columns).map(styled("bold")),
    ...[...Map.groupBy(drifted, recordTitle)].sort(byKey)
      .flatMap(([title, of]) => recordLines(title, of, page)),
    { text: "" },
  ]);
  return painted(lines, page);
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function recordTitle({ model, ref, kind, field }: DriftItem): string {
  const word = field === null ? `, ${kind}` : "";
  return `${kindOf(model)} ${safe(ref)}${word}`;
}

function recordLines(title: string, items: DriftItem[], { columns }: Page): Line[] {
  const label = labelColumns(items.map(({ field }) => field ?? ""));
  return [
    ...folded(`! ${title}`, columns - 2).map((text) => ({ text: `  ${text}` })),
    ...items.flatMap((item) => [
      ...item.field === null ? [] : fieldLines(
        item.field,
        { from: item.actual, to: item.expected },
        { label, columns, arrow: "≠" },
      ),
      ...folded(fate(item), columns - indent)
        .map((text) => ({ text: " ".repeat(indent) + text, style: winners[item.winner].style })),
    ]),
  ];
}

/** Who did it, what a run makes of it, and why. */
function fate({ changed_by, winner, reason, muted }: DriftItem): string {
  const parts = [changed_by && `by ${changed_by}`, winners[winner].text, muted && "muted", reason];
  return safe(parts.filter(Boolean).join("; "));
}
