import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { z } from "zod";
import {
  datasetLabels,
  labelDataset,
} from "../../supabase/functions/_shared/superset/dataset_labels.ts";
import {
  createDatabase,
  deleteDatabase,
} from "../../supabase/functions/_shared/superset/databases.ts";
import {
  deleteDataset,
  getOrCreateDataset,
  listDatasets,
  refreshDataset,
} from "../../supabase/functions/_shared/superset/datasets.ts";
import { analytics, client } from "./support/superset_workspace.ts";

Deno.test("datasets are made once, labelled, refreshed, listed and deleted", async () => {
  await using t = await analytics(1);
  const [{ schema, uri, login }] = t.tenants as [typeof t.tenants[0]];
  const { id: database } = await createDatabase(client, { name: schema, uri });
  const id = await getOrCreateDataset(client, { database, schema, table: "hours" });
  strictEqual(await getOrCreateDataset(client, { database, schema, table: "hours" }), id);
  const [only, ...more] = await listDatasets(client, database);
  deepStrictEqual([only?.id, only?.table, only?.schema, more], [id, "hours", schema, []]);

  const unknown = { database, schema, table: "none_of_that_name" };
  await rejects(getOrCreateDataset(client, unknown), { code: "superset_refused" });

  const labels = {
    description: "Hours by person",
    columns: [{ name: "hours", label: "Hours", description: "Worked" }],
    metrics: [{ name: "total", label: "Total", description: null, expression: "sum(hours)" }],
  };
  await labelDataset(client, id, labels);
  await labelDataset(client, id, labels);
  const before = await datasetLabels(client, id);
  deepStrictEqual(
    [before.description, before.columns.find(({ name }) => name === "hours")],
    ["Hours by person", labels.columns[0]],
  );
  deepStrictEqual(before.metrics.filter(({ name }) => name === "total"), labels.metrics);
  // What people add stays, and an expression is changed where it is.
  await labelDataset(client, id, {
    ...{ description: null, columns: [] },
    metrics: [{ name: "mine", label: null, description: null, expression: "min(hours)" }],
  });
  const after = await datasetLabels(client, id);
  deepStrictEqual(after.metrics.map(({ name }) => name).sort(), ["count", "mine", "total"]);

  await t.sql.unsafe(`alter table ${schema}.hours add column note text`);
  await t.sql.unsafe(`grant select on ${schema}.hours to ${login}`);
  await refreshDataset(client, id);
  const refreshed = await datasetLabels(client, id);
  deepStrictEqual(refreshed.columns.map(({ name }) => name).sort(), [
    ...["company", "hours", "id", "note", "person"],
  ]);
  deepStrictEqual(refreshed.columns.find(({ name }) => name === "hours"), labels.columns[0]);

  ok(await deleteDataset(client, id));
  strictEqual(await deleteDataset(client, id), false);
  await rejects(datasetLabels(client, id), { code: "superset_missing" });
  await rejects(refreshDataset(client, id), { code: "superset_missing" });
  ok(await deleteDatabase(client, database));
});

Deno.test("a list is read to its end, page by page", async () => {
  const row = z.object({ id: z.number() });
  const path = "/security/permissions-resources/";
  const found = await client.list({ path, title: "list them", filters: [], order: "id" }, row);
  ok(found.length > 200); // Superset gives a hundred at most
  strictEqual(new Set(found.map(({ id }) => id)).size, found.length);
});
