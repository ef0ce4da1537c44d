import { z } from "zod";
import type { Step } from "../tenant/step.ts";

/** Something that can be asked of a tenant. */
export interface Operation {
  /** As control.operation_kinds has it. */
  kind: string;
  /** What may be said beside the kind; each key is described for docs/operations.md. */
  input: z.ZodType<Record<string, unknown>>;
  /** What it does, in order. */
  steps: readonly Step[];
}

/** The input of what needs to be told nothing. */
export const nothing = z.strictObject({}).default({});

/** What may be said beside a kind, key by key, for people to read. */
export function inputKeys({ input }: Operation) {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: "input" });
  return Object.entries(properties).map(([key, schema]) => ({
    key,
    required: required.includes(key),
    meaning: (schema as { description?: string }).description ?? "",
  }));
}
