import type { OdooClient } from "./client.ts";
import type { Context, Domain, FieldInfo } from "./types.ts";

/** The fields of a model as columns can be read: plain ones, and many2many ones. */
export interface Columns {
  plain: string[];
  links: string[];
}

/**
 * How to read these fields column by column; undefined where one of them cannot be: the database
 * holds translated and company-dependent values in another form, and computed ones not at all.
 */
export function columnsOf(
  fields: Record<string, FieldInfo>,
  names: string[],
): Columns | undefined {
  const infos = names.map((name) => fields[name]);
  const stored = infos.every((info) => info?.store && !info.translate && !info.company_dependent);
  if (!stored || infos.some((info) => info?.type === "one2many")) return undefined;
  const isLink = (name: string) => fields[name]?.type === "many2many";
  return { plain: names.filter((name) => !isLink(name)), links: names.filter(isLink) };
}

/**
 * Reads records in the shape of `searchRead`, by id, but lets PostgreSQL gather each column
 * (`array_agg`, ordered by id) and each many2many by what it links to. Odoo then builds no records:
 * 5,000 tasks take 0.10 s instead of 0.62 s. Needs Odoo 19's `formatted_read_group`; access rules
 * hold as in any search. The calls are not one snapshot. `learn` is told what each linked record is
 * called.
 */
export async function readColumns(
  client: Pick<OdooClient, "call">,
  model: string,
  columns: Columns,
  domain: Domain,
  context: Context,
  learn: (field: string, id: number, label: string) => void = () => {},
): Promise<Record<string, unknown>[]> {
  const group = async (groupby: string[], fields: string[], narrowed: Domain) => {
    const aggregates = fields.map((field) => `${field}:array_agg`);
    const kwargs = { domain: narrowed, groupby, aggregates };
    const call = { kwargs, context };
    return await client.call(model, "formatted_read_group", call) as Record<string, unknown>[];
  };
  const [[all], ...links] = await Promise.all([
    group([], ["id", ...columns.plain], domain),
    ...columns.links.map((field) => group([field], ["id"], [...domain, [field, "!=", false]])),
  ]);
  const ids = (all?.["id:array_agg"] ?? []) as number[];
  const records = ids.map((id): Record<string, unknown> => ({ id }));
  for (const field of columns.plain) {
    const values = all![`${field}:array_agg`] as unknown[];
    records.forEach((record, index) => record[field] = values?.[index] ?? false);
  }
  columns.links.forEach((field, index) => {
    for (const group of links[index]!) learn(field, ...group[field] as [number, string]);
    addLinks(records, field, links[index]!);
  });
  return records;
}

function addLinks(
  records: Record<string, unknown>[],
  field: string,
  groups: Record<string, unknown>[],
): void {
  const links = new Map(records.map((record) => [record.id as number, [] as number[]]));
  for (const group of groups) {
    const [target] = group[field] as [number, string];
    for (const id of group["id:array_agg"] as number[]) links.get(id)?.push(target);
  }
  for (const record of records) record[field] = links.get(record.id as number)!.sort(ascending);
}

function ascending(a: number, b: number): number {
  return a - b;
}
