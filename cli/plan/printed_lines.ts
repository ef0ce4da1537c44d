import { paint, type Style } from "../../terminal/paint.ts";
import { width } from "../../terminal/width.ts";
import type { FieldChange } from "./plan_action.ts";
import { bothTexts, folded, safe, valueText } from "./printed_value.ts";

/** Where records are printed. */
export interface Page {
  columns: number;
  colour: boolean;
}

/** A line in one style. */
export interface Line {
  text: string;
  style?: Style;
}

/** Where what is told of a record begins. */
export const indent = 6;
const widestLabel = 24;

/** How wide the names of fields are that stand below each other. */
export function labelColumns(names: string[]): number {
  return Math.min(widestLabel, Math.max(0, ...names.map(width)));
}

/** A field with its values: on one line where it fits, else below each other. */
export function fieldLines(
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

/** For `map`: a line in that style. */
export function styled(style: Style): (text: string) => Line {
  return (text) => ({ text, style });
}

/** Lines as a terminal takes them. */
export function painted(lines: Line[], { colour }: Page): string[] {
  return lines.map(({ text, style }) => paint(text, style, colour));
}
