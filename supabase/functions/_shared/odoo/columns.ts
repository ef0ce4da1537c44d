import type { OdooClient } from "./client.ts";
import { OdooFault } from "./faults.ts";
import { pageMb } from "./http.ts";
import { isId, text } from "./kinds.ts";
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
 * @throws {OdooFault} unreadable, too, when it cannot be told which value is whose
 */
export async function readColumns(
  client: Pick<OdooClient, "call" | "operation">,
  model: string,
  columns: Columns,
  domain: Domain,
  context: Context,
  learn: (field: string, id: number, label: string) => void = () => {},
): Promise<Record<string, unknown>[]> {
  const group = async (groupby: string[], fields: string[], narrowed: Domain) => {
    const aggregates = fields.map((field) => `${field}:array_agg`);
    const kwargs = { domain: narrowed, groupby, aggregates };
    const answer = await client.call(model, "formatted_read_group", {
      kwargs,
      context,
      answerMb: pageMb,
    });
    return Array.isArray(answer) ? answer as Record<string, unknown>[] : garbled();
  };
  const garbled = (): never => {
    const operation = client.operation(`call ${model}.formatted_read_group`);
    throw new OdooFault("unreadable", operation, "its columns are garbled");
  };
  const [[all], ...links] = await Promise.all([
    group([], ["id", ...columns.plain], domain),
    ...columns.links.map((field) => group([field], ["id"], [...domain, [field, "!=", false]])),
  ]);
  const ids = all?.["id:array_agg"] || [];
  if (!Array.isArray(ids)) return garbled();
  const records = ids.map((id): Record<string, unknown> => ({ id }));
  for (const field of columns.plain) {
    const values = all![`${field}:array_agg`] || [];
    if (!Array.isArray(values) || values.length !== ids.length) return garbled();
    records.forEach((record, index) => record[field] = values[index] ?? false);
  }
  columns.links.forEach((field, index) => {
    const groups = links[index]!.map((group) => linkedBy(group, field) ?? garbled());
    for (const { target, label } of groups) if (label) learn(field, target, label);
    addLinks(records, field, groups);
  });
  return records;
}

interface Linked {
  target: number;
  label: string | null;
  ids: unknown[];
}

function linkedBy(group: Record<string, unknown>, field: string): Linked | undefined {
  const [link, ids] = [group[field], group["id:array_agg"]];
  if (!Array.isArray(link) || !isId(link[0]) || !Array.isArray(ids)) return undefined;
  return { target: link[0], label: text.read(link[1]) ?? null, ids };
}

function addLinks(records: Record<string, unknown>[], field: string, groups: Linked[]): void {
  const links = new Map(records.map((record) => [record.id, [] as number[]]));
  for (const { target, ids } of groups) {
    for (const id of ids) links.get(id)?.push(target);
  }
  for (const record of records) record[field] = links.get(record.id)!.sort(ascending);
}

function ascending(a: number, b: number): number {
  return a - b;
}
