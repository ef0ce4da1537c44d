import { z } from "zod";
import type { SupersetClient } from "./client.ts";

/** What dashboards are made of. */
export interface Chart {
  id: number;
  uuid: string;
  name: string;
}

const row = z.object({ id: z.number(), uuid: z.string(), slice_name: z.string() })
  .transform(({ id, uuid, slice_name }): Chart => ({ id, uuid, name: slice_name }));
const place = { path: "/chart/", order: "slice_name" };

/** The chart of that uuid; undefined where there is none. @throws {SupersetFault} */
export async function findChart(client: SupersetClient, uuid: string): Promise<Chart | undefined> {
  const filters = [{ col: "uuid", opr: "eq", value: uuid }];
  return (await client.list({ ...place, title: `find the chart ${uuid}`, filters }, row))[0];
}

/** The charts that are made of a dataset, those of people among them. @throws {SupersetFault} */
export async function listCharts(client: SupersetClient, dataset: number): Promise<Chart[]> {
  const filters = [{ col: "datasource_id", opr: "eq", value: dataset }];
  return await client.list(
    { ...place, title: `list the charts of dataset ${dataset}`, filters },
    row,
  );
}

/** False where it was gone. @throws {SupersetFault} */
export async function deleteChart(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/chart/${id}`, `delete chart ${id}`);
}
