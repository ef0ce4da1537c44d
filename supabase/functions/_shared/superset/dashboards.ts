import { z } from "zod";
import type { SupersetClient } from "./client.ts";

/** A page of charts. */
export interface Dashboard {
  id: number;
  uuid: string;
  title: string;
  slug: string | null;
}

const row = z.object({
  id: z.number(),
  uuid: z.string(),
  dashboard_title: z.string(),
  slug: z.string().nullable(),
}).transform(({ id, uuid, slug, ...all }): Dashboard => ({
  ...{ id, uuid, title: all.dashboard_title, slug },
}));
const embedded = z.object({ result: z.object({ uuid: z.string() }) });

/** The dashboard of that uuid or slug; undefined where there is none. @throws {SupersetFault} */
export async function findDashboard(
  client: SupersetClient,
  by: { uuid: string } | { slug: string },
): Promise<Dashboard | undefined> {
  const [col, value] = "uuid" in by ? ["uuid", by.uuid] : ["slug", by.slug];
  const title = `find the dashboard ${value}`;
  const filters = [{ col: col!, opr: "eq", value: value! }];
  return (await client.list(
    { path: "/dashboard/", title, filters, order: "dashboard_title" },
    row,
  ))[0];
}

/** The dashboards whose slugs begin so, which is how those of a tenant are known. @throws {SupersetFault} */
export async function listDashboards(
  client: SupersetClient,
  slugPrefix: string,
): Promise<Dashboard[]> {
  const filters = [{ col: "slug", opr: "sw", value: slugPrefix }];
  const title = `list the dashboards ${slugPrefix}…`;
  return await client.list({ path: "/dashboard/", title, filters, order: "dashboard_title" }, row);
}

/** False where it was gone; its charts stay. @throws {SupersetFault} */
export async function deleteDashboard(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/dashboard/${id}`, `delete dashboard ${id}`);
}

/**
 * Lets pages of these origins show a dashboard to guests; any page with none.
 * @returns the uuid that pages and guest tokens name, the same every time @throws {SupersetFault} superset_missing
 */
export async function embedDashboard(
  client: SupersetClient,
  id: number,
  origins: string[],
): Promise<string> {
  const { result } = await client.ask({
    ...{ method: "POST", path: `/dashboard/${id}/embedded`, repeatable: true },
    ...{ title: `embed dashboard ${id}`, body: { allowed_domains: origins } },
  }, embedded);
  return result.uuid;
}
