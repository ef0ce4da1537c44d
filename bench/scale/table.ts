import { markdown } from "../table.ts";
import type { ScaleFigures, Size } from "./measure.ts";
import { type Target, targets } from "./targets.ts";

/** Targets and growth as two tables for people; Markdown, so that they can go onto a page. */
export function scaleTable(figures: ScaleFigures): string {
  const rows = targets(figures).map(({ work, figure, target, met }) => [
    work,
    figure,
    target,
    met === null ? "–" : met ? "yes" : "no",
  ]);
  const heads = [["work", "measured", "to reach", "met"], ["---", "--:", "--:", "--:"]];
  return [markdown([...heads, ...rows]), markdown(growth(figures.sizes))].join("\n\n");
}

/** One key a row of the table, and every size, for machines. */
export function scaleJson(figures: ScaleFigures): Record<string, unknown> {
  const rows = targets(figures).map(({ key, ...row }: Target) => [key, row]);
  return { ...Object.fromEntries(rows), growth: figures.sizes };
}

const kinds: [string, (size: Size) => number][] = [
  ["create", (size) => size.create.seconds],
  ["first run after it", (size) => size.noting.seconds],
  ["unchanged run", (size) => size.unchanged.seconds],
  ["full shadow", (size) => size.shadow.seconds],
  ["v_plan", (size) => size.plan],
  ["v_drift", (size) => size.drift],
];

function growth(sizes: Size[]): string[][] {
  const rows = kinds.map(([name, seconds]) => [
    name,
    ...sizes.map((size) => (seconds(size) / size.tasks * 1000).toFixed(4)),
  ]);
  const heads = ["seconds per 1,000 tasks", ...sizes.map((size) => `${size.tasks} tasks`)];
  return [heads, ["---", ...sizes.map(() => "--:")], ...rows];
}
