import {
  type GuestRule,
  guestToken,
} from "../../../supabase/functions/_shared/superset/guest_tokens.ts";
import { ask, type Said } from "./superset.ts";
import { client, type Workspace } from "./superset_workspace.ts";

/** Headers of somebody who asks, or none for a stranger. */
export type Headers = Record<string, string>;

/** The headers of a guest of this dashboard. */
export async function guest(
  { embedded }: Pick<Workspace, "embedded">,
  ...rules: [GuestRule, ...GuestRule[]]
): Promise<Headers> {
  const token = await guestToken(client, { username: "guest", dashboards: [embedded], rules });
  return { "x-guesttoken": token.reveal() };
}

/** What is asked of one dataset. */
export interface Query {
  metrics?: unknown[];
  columns?: unknown[];
  extras?: Record<string, unknown>;
}

/** Asks a dataset for rows, as the chart of this dashboard does unless another form is given. */
export async function chartData(
  headers: Headers,
  of: Pick<Workspace, "dataset" | "dashboard" | "chart">,
  query: Query = { metrics: ["total"] },
  more: Record<string, unknown> = {},
): Promise<Said> {
  return await ask("POST", "/chart/data", headers, {
    datasource: { id: of.dataset, type: "table" },
    queries: [{ columns: [], metrics: [], ...query }],
    form_data: { dashboardId: of.dashboard, slice_id: of.chart },
    ...{ result_format: "json", result_type: "full" },
    ...more,
  });
}

/** The rows of an answer. */
export function rowsOf({ body }: Said): Record<string, unknown>[] {
  return body.result[0].data;
}
