import { conflictLines, countsLine } from "../../cli/told_changes.ts";
import {
  changesOf,
  conflictsOf,
  isOutstanding,
  kindOf,
  type PlanAction,
} from "../../cli/plan/plan_action.ts";
import { planSum } from "../../cli/plan/printed_plan.ts";
import { bothTexts, valueText } from "../../cli/plan/printed_value.ts";
import { driftTable } from "./drift_text.ts";
import { box, code, table, withinRoom } from "./markdown.ts";
import type { MadePlan, ToldDrift } from "./ocp.ts";

/** GitHub takes 65,536 characters. */
const room = 40_000;
/** Fewer than this are archived without a second thought. */
const fewArchived = 10;
const marks: Record<PlanAction["action"], string> = {
  create: "➕",
  update: "✏️",
  archive: "🗑️",
  unarchive: "♻️",
  conflict: "⚔️",
  blocked: "⛔",
  noop: "",
};

/** A plan for those who review it: what is dangerous, what changes, what else has happened. */
export function planText({ plan, actions, seeds }: MadePlan, drift?: ToldDrift): string {
  const failing = failingOf(actions);
  return [
    ...pruneWarning(actions, seeds),
    ...failing.length === 0 ? [] : box(
      "CAUTION",
      `A seeding would end in part: ${counted(failing.length)} cannot be carried out whole.`,
    ),
    `**${planSum(actions)}**`,
    "",
    ...changesTable(actions),
    ...section("Cannot be carried out whole", reasonsTable(failing)),
    ...section("Conflicts: changed on both sides, and left alone", conflictsTable(actions)),
    ...seeds === undefined ? [] : acceptedSection(conflictLines(seeds)),
    ...drift === undefined ? [] : driftSection(drift),
    ...seeds === undefined ? [] : [countsLine(seeds).replace(/^Would be/, "Loading the files"), ""],
    `Plan \`${plan.id}\` of binding ${code(plan.binding)}.`,
  ].join("\n");
}

/** What a seeding would report as an error. */
export function failingOf(actions: readonly PlanAction[]): PlanAction[] {
  return actions.filter(({ action, incomplete, conflicts }) =>
    action === "blocked" || incomplete ||
    action === "conflict" && Object.keys(conflicts).length === 0
  );
}

/** A record as people call it. */
export function recordName({ model, ref }: { model: string; ref: string }): string {
  return `${kindOf(model)} ${code(ref)}`;
}

function counted(count: number): string {
  return count === 1 ? "one record" : `${count} records`;
}

/** Where it is most of what is there, a file that was cut short looks like this. */
function pruneWarning(actions: readonly PlanAction[], seeds: MadePlan["seeds"]): string[] {
  const doomed = actions.filter(({ action, written }) => action === "archive" && written).length;
  const { changed = 0, unchanged = 0 } = seeds?.counts.tasks ?? {};
  const isMost = seeds !== undefined && doomed > changed + unchanged;
  if (doomed < fewArchived && !isMost) return [];
  const stay = seeds === undefined ? "" : `, and ${changed + unchanged} tasks of the files stay`;
  return box(
    "WARNING",
    `**${counted(doomed)} would be archived**${stay}. A file that was cut short looks like this.`,
  );
}

/** Record by record and field by field, by project. */
function changesTable(actions: readonly PlanAction[]): string[] {
  const written = actions.filter(({ written }) => written);
  const groups = Map.groupBy(written, ({ project }) => project);
  const rows = [...groups].sort(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([, records]) => records.flatMap(changeRows));
  const { shown, left } = withinRoom(rows, room);
  return [
    ...table(["", "Record", "Field", "Odoo now", "After"], shown),
    ...left > 0 ? [`… and ${left} more fields: \`ocp seed plan\` shows all.`, ""] : [],
  ];
}

function changeRows(action: PlanAction): string[][] {
  const fields = changesOf(action);
  return fields.map(([field, { from, to }], at) => {
    const [old, now] = action.action === "create" ? ["", valueText(to)] : bothTexts(from, to);
    return [at === 0 ? marks[action.action] : "", at === 0 ? recordName(action) : "", field]
      .concat(code(old), code(now));
  });
}

function reasonsTable(actions: readonly PlanAction[]): string[] {
  const rows = actions.map((action) => [recordName(action), code(action.reason ?? "")]);
  return table(["Record", "Why"], withinRoom(rows, room / 8).shown);
}

function conflictsTable(actions: readonly PlanAction[]): string[] {
  const rows = actions.filter(isOutstanding).flatMap((action) =>
    conflictsOf(action).map(([field, { from, to }]) => [
      ...[recordName(action), field, ...bothTexts(from, to).map(code)],
    ])
  );
  return table(["Record", "Field", "Odoo", "Seed"], withinRoom(rows, room / 8).shown);
}

function acceptedSection(lines: readonly string[]): string[] {
  const rows = lines.map((line) => [code(line)]);
  return section(
    "Accepted from Odoo since, and kept",
    table(["What the files say is older"], withinRoom(rows, room / 8).shown),
  );
}

function driftSection({ items, as_of }: ToldDrift): string[] {
  const open = items.filter(({ muted }) => !muted);
  const when = as_of === null ? "" : `, as of ${as_of.slice(0, 16).replace("T", " ")} UTC`;
  return section(`Drift found meanwhile: ${open.length}${when}`, driftTable(open, room / 8));
}

/** What is not needed at once, folded. */
function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`<details><summary>${title}</summary>`, "", ...lines, "</details>", ""];
}
