import type { FieldInfo } from "../types.ts";
import v16 from "./fields_16.json" with { type: "json" };
import v17 from "./fields_17.json" with { type: "json" };
import v18 from "./fields_18.json" with { type: "json" };
import v19 from "./fields_19.json" with { type: "json" };

type Fields = Record<string, FieldInfo>;
type Models = Record<"project.project" | "project.task", Fields>;

/** What fields_get says of the fields that matter here, by major version of Odoo. */
export const fieldsOf = { 16: v16, 17: v17, 18: v18, 19: v19 } as unknown as Record<number, Models>;

/** Fields without those of the given names, as a server without them would list them. */
export function without(fields: Fields, ...names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
