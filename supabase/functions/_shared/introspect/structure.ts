import { z } from "zod";

const name = z.string();
const comment = z.string().optional().describe("The comment on it in PostgreSQL.");

const enumSchema = z.strictObject({
  schema: name,
  name,
  values: z.array(z.string()).describe("In their order."),
  comment,
});

const fieldSchema = z.strictObject({
  label: z.string(),
  kind: z.string().describe("Odoo's ttype: char, many2one, …"),
  help: z.string().optional(),
  relation: z.string().optional().describe("The model that it leads to."),
  through: z.string().optional().describe(
    "Of a one2many the field of that model, of a many2many the table between.",
  ),
  required: z.literal(true).optional(),
  readonly: z.literal(true).optional(),
  module: z.string().optional().describe("The module that brought it first."),
});

const columnSchema = z.strictObject({
  name,
  type: z.string().describe(
    "As PostgreSQL says it, with the short names: varchar(50), timestamptz.",
  ),
  enum: z.strictObject({ schema: name, name }).optional().describe("Of which enum its values are."),
  nullable: z.boolean(),
  default: z.string().optional().describe("An SQL expression."),
  generated: z.enum(["serial", "identity", "identity always", "stored"]).optional(),
  comment,
  field: fieldSchema.optional().describe("The field of Odoo that is kept in it."),
});

const keySchema = z.strictObject({
  name,
  columns: z.array(name),
  definition: z.string().describe("As PostgreSQL says it."),
});

const foreignKeySchema = z.strictObject({
  name,
  columns: z.array(name),
  to: z.strictObject({ schema: name, table: name, columns: z.array(name) }),
  onDelete: z.string(),
  onUpdate: z.string(),
  deferrable: z.literal(true).optional(),
});

const indexSchema = z.strictObject({
  name,
  method: z.string().describe("btree, gin, …"),
  unique: z.boolean(),
  parts: z.array(z.strictObject({ column: name }).or(z.strictObject({ expression: z.string() }))),
  where: z.string().optional().describe("Of which rows it is."),
  definition: z.string().describe("As PostgreSQL says it, from the method on."),
});

const checkSchema = z.strictObject({
  name,
  definition: z.string().describe("A check or an exclusion, as PostgreSQL says it."),
});

const tableSchema = z.strictObject({
  schema: name,
  name,
  kind: z.enum(["table", "partitioned table", "foreign table", "view", "materialized view"]),
  rows: z.number().optional().describe(
    "What the planner estimates, to two digits; absent where nothing is known.",
  ),
  comment,
  model: z.string().optional().describe("Odoo's model that is kept in it."),
  label: z.string().optional().describe("What Odoo calls that model."),
  module: z.string().optional().describe("Odoo's module that brought it first."),
  columns: z.array(columnSchema),
  primaryKey: keySchema.optional(),
  unique: z.array(keySchema),
  foreignKeys: z.array(foreignKeySchema),
  indexes: z.array(indexSchema).describe("Without those of the keys."),
  checks: z.array(checkSchema),
  fields: z.array(fieldSchema.extend({ name })).optional().describe(
    "Fields of that model without a column: computed, one2many, many2many.",
  ),
});

/** All that is read of a database; written out, it is the ERD JSON. */
export const structureSchema = z.strictObject({
  version: z.literal(1),
  database: name,
  odoo: z.strictObject({
    version: z.string(),
    modules: z.array(z.strictObject({ name, label: z.string(), version: z.string().optional() }))
      .describe("The installed ones."),
  }).optional().describe("Where the database is an Odoo's."),
  enums: z.array(enumSchema),
  tables: z.array(tableSchema),
});

/** What a database is made of. Lists are in the order of names, and columns in their own. */
export type Structure = z.infer<typeof structureSchema>;
export type Table = z.infer<typeof tableSchema>;
export type Column = z.infer<typeof columnSchema>;
export type Field = z.infer<typeof fieldSchema>;
export type Key = z.infer<typeof keySchema>;
export type ForeignKey = z.infer<typeof foreignKeySchema>;
export type Index = z.infer<typeof indexSchema>;
export type Enum = z.infer<typeof enumSchema>;
