import { paint, type Style } from "../../terminal/paint.ts";
import { width } from "../../terminal/width.ts";
import type { Listing } from "../output.ts";
import { folded, safe } from "../plan/printed_value.ts";
import { counted, type Finding } from "./finding.ts";

const marks: Record<Finding["state"], { mark: string; style: Style }> = {
  ok: { mark: "✓", style: "green" },
  warning: { mark: "!", style: "yellow" },
  failure: { mark: "✗", style: "red" },
  unseen: { mark: "?", style: "dim" },
};

/** In this order, from the machine of the caller to the Odoos; others last. */
const order = [
  ...["here", "api", "platform", "versions", "vault", "queue", "schedules", "webhooks"],
  ...["operations", "backups", "tokens", "tenants", "systems", "storage", "odoo"],
];

function placeOf(area: string): number {
  const place = order.indexOf(area);
  return place < 0 ? order.length : place;
}

/** So many of one kind are told; --json has all. */
const most = 8;

/** Findings for people's eyes, area by area; their sum is the last line. A line to type is not broken, so that it can be pasted. */
export function toldFindings(
  findings: readonly Finding[],
  page: { columns: number; colour: boolean },
): string[] {
  const label = Math.max(...findings.map(({ name }) => width(name)));
  const areas = Map.groupBy(findings, ({ area }) => area);
  const sorted = [...areas].sort(([a], [b]) => placeOf(a) - placeOf(b));
  return [
    ...sorted.flatMap(([area, found]) => [
      paint(area, "bold", page.colour),
      ...[...Map.groupBy(found, ({ name, state }) => `${name} ${state}`).values()]
        .flatMap((alike) => alikeLines(alike, label, page)),
      "",
    ]),
    ...folded(findingsSum(findings), page.columns)
      .map((line) => paint(line, "bold", page.colour)),
  ];
}

/** How many checks found what, in one sentence. */
export function findingsSum(findings: readonly Finding[]): string {
  const { ok, warning, failure, unseen } = counted(findings);
  const several = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const sum = [`${ok} ok`, several(warning, "warning"), several(failure, "failure")];
  return `${[...sum, ...unseen > 0 ? [`${unseen} not seen`] : []].join(", ")}.`;
}

/** All findings as a table of plain cells. */
export function findingsListing(findings: readonly Finding[]): Listing {
  return {
    titles: ["area", "check", "object", "state", "seen", "suggestion", "next"],
    rows: findings.map(({ area, name, object, state, seen, suggestion, next }) => [
      ...[area, name, object, state, seen, suggestion, next],
    ]),
  };
}

/** Findings of one check in one state: what is well in one line, all else one by one. */
function alikeLines(
  alike: Finding[],
  label: number,
  page: { columns: number; colour: boolean },
): string[] {
  const [first, ...others] = alike;
  const isWell = first!.state === "ok";
  const text = isWell && others.length > 0 ? named(alike) : undefined;
  const shown = isWell ? [first!] : alike.slice(0, most);
  const lines = shown.flatMap((one) => findingLines(one, text ?? saidOf(one), label, page));
  const left = isWell ? 0 : alike.length - shown.length;
  return left === 0 ? lines : [...lines, `    … and ${left} more; --json has all`];
}

function named(findings: Finding[]): string {
  const names = findings.map(({ object }) => object ?? "");
  const more = names.length > most ? `, and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}

/** What was seen, with its object where that is not said. */
function saidOf({ object, seen }: Finding): string {
  return object === null || seen.includes(object) ? seen : `${object}: ${seen}`;
}

function findingLines(
  { name, state, suggestion, next }: Finding,
  text: string,
  label: number,
  { columns, colour }: { columns: number; colour: boolean },
): string[] {
  const { mark, style } = marks[state];
  const indent = label + 6;
  const inside = (text: string) => folded(safe(text), columns - indent, Number.POSITIVE_INFINITY);
  const [head = "", ...rest] = inside(text);
  return [
    `  ${paint(mark, style, colour)} ${name.padEnd(label)}  ${head}`,
    ...[...rest, ...suggestion ? inside(suggestion) : []].map((line) => " ".repeat(indent) + line),
    ...next ? [`    ${paint(`→ ${next}`, "cyan", colour)}`] : [],
  ];
}
