import { z } from "zod";

/** A moment, as PostgreSQL writes it in JSON. */
export const moment = z.iso.datetime({ offset: true }).meta({ id: "Moment" });
export const json = z.record(z.string(), z.unknown());

/** The tenant that a path names. */
export const tenantParams = z.strictObject({
  tenant: z.string().min(1).max(63).meta({ description: "Its slug, or its id.", example: "acme" }),
});

/** Yes or no in a query. */
export const flag = z.enum(["true", "false"]);

const most = 200;

/** What every list takes. */
export function listQuery<S extends z.ZodRawShape>(filters: S, columns: [string, ...string[]]) {
  const sorts = columns.flatMap((column) => [column, `-${column}`]);
  return z.strictObject({
    ...filters,
    sort: z.enum(sorts as [string, ...string[]]).optional()
      .meta({ description: "A column; with - before it downwards." }),
    limit: z.coerce.number().int().min(1).max(most).optional()
      .meta({ description: "20 unless given." }),
    offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
  });
}

/** A page of a list. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.strictObject({
    items: z.array(item),
    total: z.number().int().meta({ description: "How many there are on all pages." }),
    hint: z.string().optional().meta({
      description: "What to do first, where there is nothing and no filter was given.",
    }),
  });
}
