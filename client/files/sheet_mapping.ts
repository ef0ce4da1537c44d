import { z } from "zod";
import { parseDocument } from "yaml";
import { dateFormats } from "./sheet_dates.ts";
import type { Fault } from "./fault.ts";
import { kinds } from "./seed_row.ts";
import { projectShape, taskShape } from "./seed_shapes.ts";
import { TextSource } from "./source.ts";

/** What columns of a sheet of tasks say beside what tasks say themselves. */
export const sheetFields = ["id", "wbs", "level", "owners", "predecessors"] as const;

const field = z.string().nullable();

/** How the columns of a sheet are to be taken. */
export const mappingShape = z.strictObject({
  $schema: z.string().optional(),
  kind: z.enum(kinds).optional().meta({ description: "What its rows are; tasks unless given." }),
  sheet: z.string().optional().meta({ description: "Of a workbook, the one sheet that is read." }),
  columns: z.record(z.string(), field).optional().meta({
    description: "By the title of a column, what it is; null leaves it out.",
  }),
  values: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.null()]))).optional()
    .meta({ description: "By what a column is, its words and what they mean here." }),
  ref: z.string().optional().meta({
    description: "How a ref is made of columns, as in PLAN-{ID}; else it is made of names.",
  }),
  project: z.union([z.string(), projectShape]).optional().meta({
    description: "The project of all rows: its ref, or all that a file says of a project.",
  }),
  defaults: taskShape.omit({ ref: true, name: true }).partial().optional().meta({
    description: "What a row says whose cell is empty or not there.",
  }),
  separator: z.string().min(1).max(3).optional().meta({
    description: "What stands between the items of a list; ; unless given.",
  }),
  dates: z.enum(dateFormats).optional().meta({ description: "How dates are written." }),
  zone: z.string().regex(/^(Z|[+-]\d\d:\d\d)$/).optional().meta({
    description: "The zone of times of day; without it, a deadline is a day.",
  }),
  hours: z.enum(["hours", "minutes", "seconds", "days"]).optional().meta({
    description: "The unit of planned hours where a cell has none.",
  }),
  hours_per_day: z.number().positive().max(24).optional(),
  levels: z.enum(["column", "groups", "spaces"]).optional().meta({
    description: "What shows how deep a row is: a column, folded rows, or spaces before its name.",
  }),
});

/** How the columns of a sheet are to be taken. */
export type Mapping = z.infer<typeof mappingShape>;

/** A mapping file in YAML, and what is wrong with it. */
export function readMapping(name: string, text: string): { mapping: Mapping; faults: Fault[] } {
  const source = new TextSource(name, text);
  const document = parseDocument(text, { prettyErrors: false });
  const broken = document.errors.map(({ message, pos }) => ({
    ...source.placeOf(pos[0]),
    message,
  }));
  if (broken.length > 0) return { mapping: {}, faults: broken };
  const checked = mappingShape.safeParse(document.toJS() ?? {});
  if (checked.success) return { mapping: checked.data, faults: [] };
  const faults = checked.error.issues.map(({ path, message }) => {
    const node = document.getIn(path, true) as { range?: number[] } | undefined;
    const what = path.length === 0 ? "" : `${path.join(".")}: `;
    return { ...source.placeOf(node?.range?.[0] ?? 0), message: `${what}${message}.` };
  });
  return { mapping: {}, faults };
}

/** The JSON Schema of a mapping file, as editors take it. */
export function mappingSchema(): string {
  const shape = mappingShape.meta({ title: "Mapping of a sheet" });
  return `${JSON.stringify(z.toJSONSchema(shape, { target: "draft-7", io: "input" }), null, 2)}\n`;
}
