import { z } from "zod";
import { structureSchema } from "../../supabase/functions/_shared/introspect/structure.ts";

/** The JSON Schema of the ERD JSON that `ocp introspect` writes. */
export function erdSchema(): string {
  const schema = z.toJSONSchema(structureSchema);
  const titled = { ...schema, title: "What a database is made of, as ocp introspect writes it" };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
