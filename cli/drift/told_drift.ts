import { momentText } from "../moment.ts";
import type { Listing } from "../output.ts";
import { kindOf } from "../plan/plan_action.ts";
import { valueCell, valueText } from "../plan/printed_value.ts";
import type { DriftItem } from "./found_drift.ts";

/** Drift for spreadsheets, grouped by binding and project. */
export function driftListing(items: readonly DriftItem[]): Listing {
  const key = ({ binding, project, ref }: DriftItem) => [binding, project ?? "", ref].join("\0");
  const sorted = [...items].sort((a, b) => key(a) < key(b) ? -1 : 1);
  return {
    titles: ["binding", "record", "kind", "field", "seed", "Odoo", "by", "winner", "reason"],
    rows: sorted.map(({ binding, model, ref, kind, field, ...item }) => [
      binding,
      `${kindOf(model)} ${ref}`,
      kind,
      field,
      valueCell(item.expected),
      valueCell(item.actual),
      item.changed_by,
      item.winner,
      item.reason,
    ]),
  };
}

/** How much there is, and as of when. */
export function driftSum(items: readonly DriftItem[], asOf: string): string {
  const bindings = new Set(items.map(({ binding }) => binding)).size;
  return items.length === 0
    ? `As of ${momentText(asOf)}.`
    : `Drift: ${items.length} in ${bindings} binding${bindings === 1 ? "" : "s"}, as of ${
      momentText(asOf)
    }.`;
}

/** What came and what went between two looks, a line each. */
export function driftChanges(
  before: readonly DriftItem[],
  after: readonly DriftItem[],
): string[] {
  const idsOf = (items: readonly DriftItem[]) => new Set(items.map(({ id }) => id));
  const [old, now] = [idsOf(before), idsOf(after)];
  return [
    ...after.filter(({ id }) => !old.has(id)).map((item) => `+ ${driftLine(item)}`),
    ...before.filter(({ id }) => !now.has(id)).map((item) => `- ${driftLine(item)}`),
  ];
}

function driftLine({ binding, model, ref, kind, field, expected, actual }: DriftItem): string {
  const values = kind === "name" || kind === "field"
    ? `: ${valueText(actual)} in Odoo, ${valueText(expected)} in the seed`
    : "";
  const where = [`${kindOf(model)} ${ref}`, field].filter(Boolean).join(", ");
  return `${binding}  ${where} (${kind})${values}`.replace(/\p{Cc}+/gu, " ");
}
