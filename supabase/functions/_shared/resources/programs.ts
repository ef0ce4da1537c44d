import { z } from "zod";
import type { Route } from "./route.ts";
import { changeable, key, longText, seedActions, seedFilters, shortText } from "./seed.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const type = z.enum(["ppm", "okr", "logframe", "portfolio"]);

const program = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  program_type: type,
  parent_slug: z.string().nullable(),
  description: z.string().nullable(),
  active: z.boolean(),
  created_at: moment,
  changed_at: moment,
}).meta({ id: "Program" });

/** What a caller may say of a program, beside its name. */
export const programColumns = {
  name: shortText,
  program_type: type.optional(),
  parent_slug: key.nullish(),
  description: longText.nullish(),
  active: z.boolean().optional(),
};

export const routes: Route[] = [
  {
    method: "GET",
    path: "/programs",
    summary: "List programmes: the platform's people see all, others those of their projects.",
    name: "list_programs",
    query: listQuery({ ...seedFilters, parent: key.optional() }, ["slug", "name", "changed_at"]),
    answer: pageOf(program),
    permission: "seeds.read",
  },
  ...seedActions({
    one: "program",
    path: "/programs",
    params: z.strictObject({ slug: key }),
    create: z.strictObject({ slug: key, ...programColumns }),
    change: changeable(programColumns),
    answer: program,
  }),
];
