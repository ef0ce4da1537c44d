import { z } from "zod";
import { defaultsShape, programShape, projectShape, taskShape } from "./seed_shapes.ts";

const task = z.strictObject({
  ...taskShape.shape,
  get tasks(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(task).optional().meta({ description: "Its subtasks." });
  },
}).meta({ id: "task" });

const project = z.strictObject({
  ...projectShape.shape,
  defaults: defaultsShape.optional().meta({ description: "For all of its tasks." }),
  tasks: z.array(task).optional(),
}).meta({ id: "project" });

const program = z.strictObject({
  ...programShape.shape,
  projects: z.array(project).optional(),
  get programs(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(program).optional().meta({ description: "The programmes below it." });
  },
}).meta({ id: "program" });

const file = z.strictObject({
  $schema: z.string().optional(),
  vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional()
    .meta({ description: "Values that texts name as ${name}." }),
  programs: z.array(program).optional(),
  projects: z.array(project).optional(),
  tasks: z.array(task).optional(),
}).meta({ title: "Seeds", description: "Programmes, projects and tasks that Odoo is to hold." });

/** The JSON Schema of a file of seeds, as editors take it. */
export function seedSchema(): string {
  const schema = z.toJSONSchema(file, { target: "draft-7", io: "input" });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
