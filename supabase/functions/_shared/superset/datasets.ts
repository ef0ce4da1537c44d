import { z } from "zod";
import type { SupersetClient } from "./client.ts";

/** A table or view as charts are made of it. */
export interface Dataset {
  id: number;
  uuid: string;
  table: string;
  schema: string | null;
}

/** Where a dataset's rows are. */
export interface TableName {
  /** Id of the database in Superset. */
  database: number;
  schema: string;
  table: string;
}

const row = z.object({
  id: z.number(),
  uuid: z.string(),
  table_name: z.string(),
  schema: z.string().nullable(),
}).transform(({ id, uuid, table_name, schema }): Dataset => ({
  ...{ id, uuid, table: table_name, schema },
}));

const made = z.object({ result: z.object({ table_id: z.number() }) });

/**
 * The dataset of a table or view, made where there is none.
 * @returns its id
 * @throws {SupersetFault} superset_refused where Superset does not see the table
 */
export async function getOrCreateDataset(
  client: SupersetClient,
  { database, schema, table }: TableName,
): Promise<number> {
  const { result } = await client.ask({
    ...{ method: "POST", path: "/dataset/get_or_create/", repeatable: true },
    title: `make the dataset ${schema}.${table}`,
    body: { database_id: database, schema, table_name: table },
  }, made);
  return result.table_id;
}

/** The datasets of a database. @throws {SupersetFault} */
export async function listDatasets(client: SupersetClient, database: number): Promise<Dataset[]> {
  const filters = [{ col: "database", opr: "rel_o_m", value: database }];
  const title = `list the datasets of database ${database}`;
  return await client.list({ path: "/dataset/", title, filters, order: "table_name" }, row);
}

/** Reads the columns of the table or view anew; labels stay. @throws {SupersetFault} */
export async function refreshDataset(client: SupersetClient, id: number): Promise<void> {
  const path = `/dataset/${id}/refresh`;
  await client.send({ method: "PUT", path, title: `refresh dataset ${id}` });
}

/** False where it was gone; its charts stay, without data. @throws {SupersetFault} */
export async function deleteDataset(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/dataset/${id}`, `delete dataset ${id}`);
}
