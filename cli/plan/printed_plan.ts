import type { Style } from "../../terminal/paint.ts";
import { changesOf, conflictsOf, isOutstanding, kindOf, type PlanAction } from "./plan_action.ts";
import {
  fieldLines,
  indent,
  labelColumns,
  type Line,
  type Page,
  painted,
  styled,
} from "./printed_lines.ts";
import { folded, safe } from "./printed_value.ts";

const marks: Record<PlanAction["action"], { mark: string; style: Style }> = {
  create: { mark: "+", style: "green" },
  update: { mark: "~", style: "yellow" },
  archive: { mark: "-", style: "red" },
  unarchive: { mark: "+", style: "green" },
  conflict: { mark: "!", style: "magenta" },
  blocked: { mark: "!", style: "red" },
  noop: { mark: " ", style: "dim" },
};

/** A plan for people's eyes: grouped by project, record by record, field by field, old → new; its sum is the last line. */
export function printedPlan(actions: readonly PlanAction[], page: Page): string[] {
  const groups = Map.groupBy(actions, ({ project }) => project);
  const sections = [...groups].sort(([a], [b]) => a < b ? -1 : 1).flatMap(([project, records]) => [
    ...painted(folded(`Project ${safe(project)}`, page.columns).map(styled("bold")), page),
    ...records.sort(projectFirst).flatMap((record) => painted(recordLines(record, page), page)),
    "",
  ]);
  const sum = folded(planSum(actions), page.columns).map(styled("bold"));
  return [...sections, ...painted(sum, page)];
}

/** How many records a plan is about, by what it would do with them. */
export function planSum(actions: readonly PlanAction[]): string {
  const written = actions.filter((action) => action.written);
  const count = (of: readonly PlanAction[], ...names: PlanAction["action"][]) =>
    of.filter(({ action }) => names.includes(action)).length;
  const parts = [
    `${count(written, "create")} to create`,
    `${count(written, "update")} to change`,
    `${count(written, "archive")} to archive`,
    ...more(count(written, "unarchive"), "to take out of the archive"),
    ...more(count(actions, "conflict"), "in conflict"),
    ...more(count(actions, "blocked"), "blocked"),
  ];
  const reported = actions.filter((action) => !isOutstanding(action)).length;
  const rest = more(reported, "only reported").map((part) => ` ${part}.`).join("");
  return actions.some(isOutstanding)
    ? `Plan: ${parts.join(", ")}.${rest}`
    : `No changes: Odoo holds what the seeds say.${rest}`;
}

function more(count: number, words: string): string[] {
  return count > 0 ? [`${count} ${words}`] : [];
}

function projectFirst(a: PlanAction, b: PlanAction): number {
  return Number(b.model === "project.project") - Number(a.model === "project.project");
}

function recordLines(record: PlanAction, { columns }: Page): Line[] {
  const { mark, style } = marks[record.action];
  const word = ["create", "update"].includes(record.action) ? "" : `, ${record.action}`;
  const only = isOutstanding(record) ? "" : ", only reported";
  const title = `${mark} ${kindOf(record.model)} ${safe(record.ref)}${word}${only}`;
  const changes = changesOf(record).filter(([field, { to }]) => !isObvious(record, field, to));
  const fields = [...changes, ...conflictsOf(record)];
  const label = labelColumns(fields.map(([field]) => field));
  return [
    ...folded(title, columns - 2).map((text) => ({ text: `  ${text}`, style })),
    ...changes.flatMap(([field, change]) =>
      fieldLines(field, change, { label, columns, arrow: record.action === "create" ? "" : "→" })
    ),
    ...conflictsOf(record).flatMap(([field, change]) =>
      fieldLines(field, change, { label, columns, arrow: "≠" })
    ),
    ...record.reason === null ? [] : folded(safe(record.reason), columns - indent)
      .map((text) => ({ text: " ".repeat(indent) + text, style: "dim" as const })),
  ];
}

/** Of what is created, the project is told above it, and whether it is archived only if it is. */
function isObvious({ action, project }: PlanAction, field: string, to: unknown): boolean {
  return action === "create" &&
    (field === "project" ? to === project : field === "active" && to === true);
}
