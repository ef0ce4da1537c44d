import type { Secret } from "../secret.ts";
import type { SupersetClient } from "./client.ts";
import { zipOf } from "./zip.ts";

/**
 * Stores databases, datasets, charts and dashboards as Superset exports them, over what has their uuids.
 * Superset logs in to no database of these: a wrong password is found by the first query. Which ids they
 * have is not told: find them by uuid.
 * @param files YAML by path, e.g. `charts/hours.yaml`; `metadata.yaml` is added
 * @param passwords of databases that are new, by path; for others the one that is stored stays
 * @throws {SupersetFault} superset_failed for files that are not what they should be: Superset's log alone
 * says why
 */
export async function importAssets(
  client: SupersetClient,
  files: Record<string, string>,
  passwords: Record<string, Secret> = {},
): Promise<void> {
  const inFolder = Object.entries({ "metadata.yaml": METADATA, ...files })
    .map(([path, text]) => [`assets/${path}`, text]);
  const revealed = Object.entries(passwords).map(([path, secret]) => [path, secret.reveal()]);
  const form = new FormData();
  const bundle = new Blob([zipOf(Object.fromEntries(inFolder))], { type: "application/zip" });
  form.set("bundle", bundle, "assets.zip");
  form.set("passwords", JSON.stringify(Object.fromEntries(revealed)));
  await client.send({
    ...{ method: "POST", path: "/assets/import/", title: "import assets", repeatable: true },
    ...{ body: form, secrets: Object.values(passwords) },
  });
}

const METADATA = "version: 1.0.0\ntype: assets\ntimestamp: '1980-01-01T00:00:00+00:00'\n";
