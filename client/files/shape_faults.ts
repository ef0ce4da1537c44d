import type { z } from "zod";
import { nearest } from "./nearest.ts";

/** What is wrong with what was said: under which key, of a list at which item. */
export interface ShapeFault {
  key: string;
  item?: number;
  /** It is the key that is wrong, not its value. */
  ofKey?: true;
  message: string;
}

/** What of some values their shape does not allow, in words. */
export function shapeFaults(shape: z.ZodObject, values: Record<string, unknown>): ShapeFault[] {
  const checked = shape.safeParse(values);
  return checked.success
    ? []
    : checked.error.issues.flatMap((issue) => faultsOf(issue, shape, values));
}

type Issue = z.core.$ZodIssue;

function faultsOf(
  issue: Issue,
  shape: z.ZodObject,
  values: Record<string, unknown>,
): ShapeFault[] {
  const known = Object.keys(shape.shape);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      key,
      ofKey: true,
      message: `${key} is not known here${proposed(key, known)}`,
    }));
  }
  const [key, item] = issue.path as [string, number | undefined];
  if (!(key in values)) return [{ key, message: `${key} is required.` }];
  const about = item === undefined ? key : `${key}, item ${item + 1},`;
  return [{ key, item, message: `${about} ${ruleOf(issue, key)}.` }];
}

function proposed(word: string, known: string[]): string {
  const [near] = nearest(word, known);
  return near === undefined ? `; known are ${known.join(", ")}.` : `. Is it ${near}?`;
}

/** Where one of several shapes would do, its key says what is wanted. */
const wanted: Record<string, string> = {
  deadline:
    "must be a day, as in 2026-01-31, or a moment with its zone, as in 2026-01-31T17:00:00Z",
  assignees: "must be an address, or a list of addresses",
};

function ruleOf(issue: Issue, key: string): string {
  switch (issue.code) {
    case "invalid_union":
      return wanted[key] ?? inUnion(issue, key);
    case "invalid_type":
      return `must be ${kindsOf(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "invalid_format":
      return issue.format === "date" ? "must be a date, as in 2026-01-31" : wanted.deadline!;
    case "too_small":
      return issue.origin === "string" ? "must not be empty" : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `must not be longer than ${issue.maximum}`
        : `must be at most ${issue.maximum}`;
    default:
      return `is refused: ${issue.message}`;
  }
}

/** What may also be null: the other shape says what is wrong. */
function inUnion(issue: Extract<Issue, { code: "invalid_union" }>, key: string): string {
  const inner = issue.errors.flat()[0];
  return inner ? ruleOf(inner, key) : "is refused";
}

function kindsOf(expected: string): string {
  const words: Record<string, string> = {
    string: "text",
    array: "a list",
    boolean: "true or false",
    number: "a number",
    int: "a whole number",
    object: "a map",
  };
  return words[expected] ?? expected;
}
