import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { importAssets } from "../../supabase/functions/_shared/superset/assets.ts";
import {
  deleteChart,
  findChart,
  listCharts,
} from "../../supabase/functions/_shared/superset/charts.ts";
import {
  deleteDashboard,
  embedDashboard,
  findDashboard,
  listDashboards,
} from "../../supabase/functions/_shared/superset/dashboards.ts";
import {
  deleteDatabase,
  findDatabase,
} from "../../supabase/functions/_shared/superset/databases.ts";
import { deleteDataset, listDatasets } from "../../supabase/functions/_shared/superset/datasets.ts";
import { guestToken } from "../../supabase/functions/_shared/superset/guest_tokens.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { owner, signedIn } from "./support/superset.ts";
import { dashboardFiles } from "./support/superset_assets.ts";
import { chartData, guest, rowsOf } from "./support/superset_guest.ts";
import { allowGuests, analytics, client, workspace } from "./support/superset_workspace.ts";

const newUuids = () => ({
  ...{ database: crypto.randomUUID(), dataset: crypto.randomUUID() },
  ...{ chart: crypto.randomUUID(), dashboard: crypto.randomUUID() },
});

Deno.test("assets are imported with a new database, and over what has their uuids", async () => {
  await using t = await analytics(1);
  const [{ schema, uri, password }] = t.tenants as [typeof t.tenants[0]];
  const uuids = newUuids();
  const files = dashboardFiles(schema, uuids, uri);
  const place = `databases/${schema}.yaml`;
  // Whatever it does not take, Superset says 500 and no reason: a new database needs its password.
  const failed = { code: "superset_failed", status: 500 };
  await rejects(importAssets(client, files), failed);
  // No login is tried: what is wrong shows at the first query.
  await importAssets(client, files, { [place]: new Secret("a wrong password") });
  const { id: database } = (await findDatabase(client, { uuid: uuids.database }))!;
  const [dataset] = await listDatasets(client, database);
  const { id, slug, title } = (await findDashboard(client, { uuid: uuids.dashboard }))!;
  deepStrictEqual([slug, title, dataset?.uuid], [`${schema}-hours`, "Hours", uuids.dataset]);
  const found = await listCharts(client, dataset!.id);
  const chart = found[0]!.id;
  deepStrictEqual(found, [{ id: chart, uuid: uuids.chart, name: "Total" }]);
  const asOwner = await signedIn(owner.username, owner.password.reveal());
  const look = () => chartData(asOwner, { dataset: dataset!.id, dashboard: id, chart });
  ok((await look()).status >= 400);

  await importAssets(client, files, { [place]: new Secret(password) });
  deepStrictEqual(rowsOf(await look()), [{ total: 7 }]);
  const renamed = files["dashboards/hours.yaml"]!.replace('"Hours"', '"Hours of all"');
  await importAssets(client, { ...files, "dashboards/hours.yaml": renamed });
  deepStrictEqual(await findDashboard(client, { slug: `${schema}-hours` }), {
    ...{ id, uuid: uuids.dashboard, slug: `${schema}-hours`, title: "Hours of all" },
  });
  deepStrictEqual(rowsOf(await look()), [{ total: 7 }]);
  strictEqual((await listDashboards(client, schema)).length, 1);

  await rejects(importAssets(client, { ...files, "charts/total.yaml": "{}" }), failed);
  ok(await deleteDashboard(client, id));
  strictEqual(await deleteDashboard(client, id), false);
  ok(await deleteChart(client, chart));
  strictEqual(await deleteChart(client, chart), false);
  strictEqual(await findChart(client, uuids.chart), undefined);
  ok(await deleteDataset(client, dataset!.id));
  ok(await deleteDatabase(client, database));
});

Deno.test("a guest reads what the token's dashboard shows, by the token's rule, and nothing else", async () => {
  await using t = await analytics(2);
  await using a = await workspace(t.tenants[0]!);
  await using b = await workspace(t.tenants[1]!);
  await allowGuests();
  strictEqual(await embedDashboard(client, a.dashboard, ["http://host.example.com"]), a.embedded);
  const headers = await guest(a, { clause: "company = 1" });
  deepStrictEqual(rowsOf(await chartData(headers, a)), [{ total: 3 }]);
  const all = await guest(a, { clause: "1 = 1" });
  deepStrictEqual(rowsOf(await chartData(all, a)), [{ total: 7 }]);

  strictEqual((await chartData(headers, b)).status, 403);
  strictEqual((await chartData(headers, { ...a, dataset: b.dataset })).status, 403);
  strictEqual((await chartData({}, a)).status, 401);
});

Deno.test("a token for a dashboard that is not embedded is refused", async () => {
  const unknown = { username: "guest", dashboards: [crypto.randomUUID()] };
  await rejects(
    guestToken(client, { ...unknown, rules: [{ clause: "1 = 1" }] }),
    (error: Error) => {
      match(error.message, /Superset answered 400/);
      return true;
    },
  );
  await rejects(embedDashboard(client, 999_999, []), { code: "superset_missing" });
});
