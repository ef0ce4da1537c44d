import { z } from "zod";
import type { SupersetClient } from "./client.ts";

/** What people read of a column. */
export interface ColumnLabel {
  name: string;
  label: string | null;
  description: string | null;
}

/** An expression that charts show, such as `sum(planned_hours)`. */
export interface Metric extends ColumnLabel {
  expression: string;
}

export interface DatasetLabels {
  description: string | null;
  columns: ColumnLabel[];
  metrics: Metric[];
}

const text = z.string().nullish().transform((value) => value ?? null);
const labels = { verbose_name: text, description: text };
const column = z.object({ id: z.number(), column_name: z.string(), ...labels });
const metric = z.object({
  ...{ id: z.number(), metric_name: z.string(), expression: z.string(), ...labels },
});
const dataset = z.object({
  result: z.object({ description: text, columns: z.array(column), metrics: z.array(metric) }),
});
type Stored = z.infer<typeof dataset>["result"];

async function stored(client: SupersetClient, id: number): Promise<Stored> {
  const request = { method: "GET", path: `/dataset/${id}`, title: `read dataset ${id}` } as const;
  return (await client.ask(request, dataset)).result;
}

/** The columns, metrics and texts of a dataset. @throws {SupersetFault} superset_missing */
export async function datasetLabels(client: SupersetClient, id: number): Promise<DatasetLabels> {
  const { description, columns, metrics } = await stored(client, id);
  const said = (row: z.infer<typeof column | typeof metric>) => ({
    ...{ label: row.verbose_name, description: row.description },
  });
  return {
    description,
    columns: columns.map((row) => ({ name: row.column_name, ...said(row) })),
    metrics: metrics.map((row) => ({
      ...{ name: row.metric_name, expression: row.expression, ...said(row) },
    })),
  };
}

/**
 * Gives columns and metrics of these names their texts; metrics that are missing are made. Others stay,
 * those of people among them. @throws {SupersetFault} superset_missing
 */
export async function labelDataset(
  client: SupersetClient,
  id: number,
  { description, columns, metrics }: DatasetLabels,
): Promise<void> {
  const old = await stored(client, id);
  const found = <T extends { name: string }>(list: T[], name: string) =>
    list.find((wanted) => wanted.name === name);
  const labelled = (wanted: ColumnLabel) => ({
    ...{ verbose_name: wanted.label, description: wanted.description },
  });
  // Superset drops whatever its list leaves out, and takes what has no id for another of that name.
  const kept = old.metrics.map((row) => {
    const wanted = found(metrics, row.metric_name);
    return wanted ? { ...row, ...labelled(wanted), expression: wanted.expression } : row;
  });
  const added = metrics.filter(({ name }) => old.metrics.every((row) => row.metric_name !== name))
    .map((wanted) => ({
      ...{ metric_name: wanted.name, expression: wanted.expression, ...labelled(wanted) },
    }));
  await client.send({
    ...{ method: "PUT", path: `/dataset/${id}`, title: `label dataset ${id}` },
    body: {
      description,
      columns: old.columns.map((row) => {
        const wanted = found(columns, row.column_name);
        return wanted ? { ...row, ...labelled(wanted) } : row;
      }),
      metrics: [...kept, ...added],
    },
  });
}
