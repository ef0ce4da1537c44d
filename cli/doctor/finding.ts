import type { components } from "../../client/schema.ts";

type Schemas = components["schemas"];

/** What a check has found; one that was not made is `unseen`, and says why. */
export interface Finding {
  area: string;
  name: string;
  object: string | null;
  state: Schemas["Finding"]["state"] | "unseen";
  seen: string;
  /** What to do; null: nothing. */
  suggestion: string | null;
  /** The line to type for it; null: there is none. */
  next: string | null;
}

type Check = Pick<Finding, "area" | "name"> & Partial<Pick<Finding, "object">>;

/** A check that found nothing wrong. */
export function well({ area, name, object = null }: Check, seen: string): Finding {
  return { area, name, object, state: "ok", seen, suggestion: null, next: null };
}

/** A check that found something to be done. */
export function unwell(
  { area, name, object = null }: Check,
  state: "warning" | "failure" | "unseen",
  seen: string,
  suggestion: string | null,
  next: string | null = null,
): Finding {
  return { area, name, object, state, seen, suggestion, next };
}

const states = ["ok", "warning", "failure", "unseen"] as const;

/** How many checks found what. */
export function counted(findings: readonly Finding[]): Record<Finding["state"], number> {
  const counts = Object.fromEntries(states.map((state) => [state, 0]));
  for (const { state } of findings) counts[state]! += 1;
  return counts as Record<Finding["state"], number>;
}
