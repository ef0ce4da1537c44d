import { z } from "zod";
import type { AppError } from "../errors.ts";
import { resolve } from "./suggestions.ts";

/** What a check has found, well or not. */
export const finding = z.strictObject({
  area: z.string(),
  name: z.string().meta({ description: "Of the check, within its area." }),
  object: z.string().nullable().meta({ description: "What it is about; null: all of it." }),
  state: z.enum(["ok", "warning", "failure"]),
  seen: z.string(),
  suggestion: z.string().nullable().meta({ description: "What to do; null: nothing." }),
  resolve,
}).meta({ id: "Finding" });

export type Finding = z.infer<typeof finding>;

type Check = Pick<Finding, "area" | "name"> & Partial<Pick<Finding, "object" | "resolve">>;

const whole = { object: null, resolve: null };

/** A check that found nothing wrong. */
export function well(check: Check, seen: string): Finding {
  return { ...whole, ...check, state: "ok", seen, suggestion: null };
}

/** A check that found something to be done. */
export function unwell(
  check: Check,
  state: "warning" | "failure",
  seen: string,
  suggestion: string,
): Finding {
  return { ...whole, ...check, state, seen, suggestion };
}

/** A check that an error ended. */
export function failed(check: Check, { detail, suggestion }: AppError): Finding {
  return unwell(check, "failure", detail, suggestion);
}
