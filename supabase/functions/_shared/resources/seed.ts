import { z } from "zod";
import type { Route } from "./route.ts";
import { moment } from "./shapes.ts";

/** A ref or a slug, which may hold any character: paths have it percent-encoded. */
export const key = z.string().min(1).max(255);
export const shortText = z.string().min(1).max(1000);
export const longText = z.string().max(1_000_000);
export const address = z.string().min(3).max(255).meta({ description: "An e-mail address." });
export const day = z.iso.date();
export const wholeNumber = z.number().int().min(-(2 ** 31)).max(2 ** 31 - 1);
export const format = z.enum(["html", "text", "markdown"]);

const truth = z.enum(["true", "false"]).optional();

/** What every list of seeds is filtered by. */
export const seedFilters = {
  q: z.string().max(255).optional().meta({ description: "Part of its name or ref." }),
  active: truth,
  changed_since: moment.optional().meta({ description: "What was said since then." }),
};

/** What lists of what goes to Odoo are filtered by, too. */
export const syncFilters = {
  program: key.optional(),
  tenant: z.string().max(63).optional(),
  binding: z.string().max(63).optional().meta({ description: "The Odoo that it goes to." }),
  failed: truth.meta({ description: "Whether the last run could not write it." }),
};

/** What runs note of a seed; nobody else writes it. */
export const syncState = {
  sync_error: z.string().nullable(),
  synced_at: moment.nullable(),
};

/** The same columns, none of which has to be given: what is absent stays, null clears. */
export function changeable(columns: z.ZodRawShape): z.ZodObject {
  return z.strictObject(columns).partial();
}

interface Seed {
  /** As the functions of schema api name one. */
  one: string;
  path: string;
  params: z.ZodObject;
  create: z.ZodObject;
  change: z.ZodObject;
  answer: z.ZodType;
}

/** Create, read, change and archive: the same for each kind of seed. */
export function seedActions({ one, path, params, create, change, answer }: Seed): Route[] {
  const at = `${path}/{${Object.keys(params.shape)[0]}}`;
  return [
    {
      method: "POST",
      path,
      summary: `Store a new ${one}.`,
      name: `create_${one}`,
      body: create,
      answer,
      status: 201,
      problems: ["forbidden"],
      permission: "seeds.change",
    },
    {
      method: "GET",
      path: at,
      summary: `Show a ${one}.`,
      name: `get_${one}`,
      params,
      answer,
      permission: "seeds.read",
    },
    {
      method: "PATCH",
      path: at,
      summary: `Change a ${one}: what is absent stays as it is, null clears.`,
      name: `change_${one}`,
      params,
      body: change,
      matches: true,
      answer,
      problems: ["forbidden", "changed_meanwhile"],
      permission: "seeds.change",
    },
    {
      method: "DELETE",
      path: at,
      summary: `Archive a ${one}: it stays, and is inactive.`,
      name: `archive_${one}`,
      params,
      matches: true,
      answer,
      problems: ["forbidden", "changed_meanwhile"],
      permission: "seeds.change",
    },
  ];
}
