import type { Structure } from "./structure.ts";
import { structureSchema } from "./structure.ts";

/** A structure as ERD JSON: all that was read, in the shape of docs/erd.schema.json. */
export function erdOf(structure: Structure): string {
  return `${JSON.stringify(structure, null, 1)}\n`;
}

/** What ERD JSON says. @throws {z.ZodError | SyntaxError} when it is none */
export function structureOfErd(text: string): Structure {
  return structureSchema.parse(JSON.parse(text));
}
