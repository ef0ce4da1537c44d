import type { OdooClient } from "./client.ts";
import { text } from "./kinds.ts";
import type { Context, Domain, OdooVersion } from "./types.ts";

/** What was counted of some records: a value for each name that was asked for. */
export type Group = Record<string, unknown>;

export interface GroupQuery {
  domain: Domain;
  /** Fields, those of a moment with a grain: `write_date:day`. */
  groupby: string[];
  /** `__count`, or a field with what to do with it: `id:sum`. */
  aggregates: string[];
}

/** Whether the server aggregates any field as it is asked to. */
export function groups({ major }: OdooVersion): boolean {
  return major >= 17;
}

/** Whether moments can be grouped by the second that they are in: 18 rounds to the nearest, 17 knows hours only. */
export function groupsBySecond({ major }: OdooVersion): boolean {
  return major >= 19;
}

/** Whether groups come without the domain of each, which repeats all that was asked for. */
export function groupsTersely({ major }: OdooVersion): boolean {
  return major >= 19;
}

/**
 * Groups records as `formatted_read_group` does, which Odoo has from 19 on: each group has what was
 * asked for under its own name, a moment as a pair of its start and a label. Odoo 17 and 18 have
 * `read_group`, which says the same under other names.
 */
export async function readGroups(
  client: Pick<OdooClient, "call" | "version">,
  model: string,
  query: GroupQuery,
  context: Context,
): Promise<unknown> {
  if (groupsTersely(client.version)) {
    return await client.call(model, "formatted_read_group", { kwargs: { ...query }, context });
  }
  const { domain, groupby, aggregates } = query;
  const fields = aggregates.filter(isAggregate).map((name) => {
    const [field, how] = name.split(":");
    return `${plainName(name)}:${how}(${field})`;
  });
  const kwargs = { domain, fields, groupby, lazy: false };
  const found = await client.call(model, "read_group", { kwargs, context });
  return Array.isArray(found) ? found.map((group) => renamed(group, query)) : found;
}

function isAggregate(name: string): boolean {
  return name !== "__count";
}

/** `read_group` takes no colon in the name of an aggregate. */
function plainName(name: string): string {
  return name.replace(":", "__");
}

function renamed(found: Group, { groupby, aggregates }: GroupQuery): Group {
  const ranges = found.__range as Record<string, { from?: unknown } | false> | undefined;
  const entries = [
    ...groupby.map((name) => {
      const start = ranges?.[name] ? text.read(ranges[name].from) : undefined;
      return [name, start === undefined ? found[name] : [start, found[name]]];
    }),
    ...aggregates.map((name) => [name, found[plainName(name)]]),
  ];
  return Object.fromEntries(entries);
}
