import { z } from "zod";
import type { Step } from "../tenant/step.ts";

/** What a tenant is asked to be; keys as control.create_tenant takes them. */
export interface NewTenant {
  slug: string;
  [column: string]: unknown;
}

type Input = z.ZodType<Record<string, unknown>>;

/** Something that can be asked of a tenant. */
export interface Operation<I extends Input = Input> {
  /** As control.operation_kinds has it. */
  kind: string;
  /** What may be said beside the kind; each key is described for docs/operations.md. */
  input: I;
  /** What it does, in order. */
  steps: readonly Step[];
  /** The tenant that it makes of the one that is asked; without it, it is done to that one. */
  makes?(input: z.infer<I>): NewTenant;
}

/** As it is, with the type of its input looked at. */
export function operation<I extends Input>(given: Operation<I>): Operation {
  return given as unknown as Operation;
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
