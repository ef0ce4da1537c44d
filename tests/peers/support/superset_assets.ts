import type { Secret } from "../../../supabase/functions/_shared/secret.ts";

/** The uuids of what is imported. */
export interface Uuids {
  database: string;
  dataset: string;
  chart: string;
  dashboard: string;
}

/** A dashboard with one chart, the sum of a schema's hours, as Superset exports it. JSON is YAML. */
export function dashboardFiles(schema: string, uuids: Uuids, uri: Secret): Record<string, string> {
  const file = (content: Record<string, unknown>) =>
    JSON.stringify({ ...content, version: "1.0.0" });
  const url = new URL(uri.reveal());
  url.password = "XXXXXXXXXX"; // as an export has it
  return {
    [`databases/${schema}.yaml`]: file({
      ...{ database_name: schema, sqlalchemy_uri: url.href, uuid: uuids.database },
      ...{ expose_in_sqllab: false, allow_dml: false, allow_ctas: false, allow_cvas: false },
      extra: {},
    }),
    [`datasets/${schema}/hours.yaml`]: file({
      ...{ table_name: "hours", schema, uuid: uuids.dataset, database_uuid: uuids.database },
      columns: ["id", "company", "person", "hours"].map((column_name) => ({ column_name })),
      metrics: [{ metric_name: "total", expression: "sum(hours)" }],
    }),
    "charts/total.yaml": file({
      ...{ slice_name: "Total", uuid: uuids.chart, dataset_uuid: uuids.dataset },
      ...{ viz_type: "big_number_total", params: { metric: "total", adhoc_filters: [] } },
    }),
    "dashboards/hours.yaml": file({
      ...{ dashboard_title: "Hours", slug: `${schema}-hours`, uuid: uuids.dashboard },
      ...{ published: true, metadata: {}, css: "" },
      position: positions(uuids.chart),
    }),
  };
}

/** One row with the chart. */
function positions(uuid: string) {
  const place = (id: string, type: string, children: string[], meta = {}) => ({
    [id]: { id, type, children, meta },
  });
  return {
    DASHBOARD_VERSION_KEY: "v2",
    ...place("ROOT_ID", "ROOT", ["GRID_ID"]),
    ...place("GRID_ID", "GRID", ["ROW-1"]),
    ...place("ROW-1", "ROW", ["CHART-1"], { background: "BACKGROUND_TRANSPARENT" }),
    ...place("CHART-1", "CHART", [], { uuid, chartId: 1, width: 4, height: 50 }),
  };
}
