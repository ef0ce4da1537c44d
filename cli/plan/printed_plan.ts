import { paint, type Style } from "../../terminal/paint.ts";
import { width } from "../../terminal/width.ts";
import {
  changesOf,
  conflictsOf,
  type FieldChange,
  isOutstanding,
  kindOf,
  type PlanAction,
} from "./plan_action.ts";
import { bothTexts, folded, safe, valueText } from "./printed_value.ts";

/** Where a plan is printed. */
export interface Page {
  columns: number;
  colour: boolean;
}

interface Line {
  text: string;
  style?: Style;
}

const marks: Record<PlanAction["action"], { mark: string; style: Style }> = {
  create: { mark: "+", style: "green" },
  update: { mark: "~", style: "yellow" },
  archive: { mark: "-", style: "red" },
  unarchive: { mark: "+", style: "green" },
  conflict: { mark: "!", style: "magenta" },
  blocked: { mark: "!", style: "red" },
  noop: { mark: " ", style: "dim" },
};

const indent = 6;
const widestLabel = 24;

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
  const fields = [...changesOf(record), ...conflictsOf(record)];
  const label = Math.min(widestLabel, Math.max(0, ...fields.map(([field]) => width(field))));
  return [
    ...folded(title, columns - 2).map((text) => ({ text: `  ${text}`, style })),
    ...changesOf(record).flatMap(([field, change]) =>
      fieldLines(field, change, { label, columns, arrow: record.action === "create" ? "" : "→" })
    ),
    ...conflictsOf(record).flatMap(([field, change]) =>
      fieldLines(field, change, { label, columns, arrow: "≠" })
    ),
    ...record.reason === null ? [] : folded(safe(record.reason), columns - indent)
      .map((text) => ({ text: " ".repeat(indent) + text, style: "dim" as const })),
  ];
}

/** On one line where it fits, else what is and what would be below each other. */
function fieldLines(
  field: string,
  { from, to }: FieldChange,
  { label, columns, arrow }: { label: number; columns: number; arrow: string },
): Line[] {
  const name = safe(field);
  const [old, now] = arrow === "" ? ["", valueText(to)] : bothTexts(from, to);
  const value = arrow === "" ? now : `${old} ${arrow} ${now}`;
  const start = `${" ".repeat(indent)}${name.padEnd(label)}  `;
  const style = arrow === "" ? "green" : arrow === "→" ? "yellow" : "magenta";
  if (width(start + value) <= columns) return [{ text: start + value, style }];
  const within = (text: string, style: Style, mark = "  ") =>
    folded(text, columns - indent - 4).map((part, at) => ({
      text: `${" ".repeat(indent)}${at === 0 ? mark : "  "}  ${part}`.trimEnd(),
      style,
    }));
  return [
    ...folded(name, columns - indent).map((text) => ({ text: " ".repeat(indent) + text })),
    ...arrow === "" ? [] : within(old, "red"),
    ...within(now, "green", arrow === "" ? "  " : ` ${arrow}`),
  ];
}

function styled(style: Style): (text: string) => Line {
  return (text) => ({ text, style });
}

function painted(lines: Line[], { colour }: Page): string[] {
  return lines.map(({ text, style }) => paint(text, style, colour));
}
