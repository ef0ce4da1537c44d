import { join } from "node:path";
import postgres from "postgres";
import { seedSchema } from "../../client/files/seed_schema.ts";
import { mappingSchema } from "../../client/files/sheet_mapping.ts";
import { ignoreMissing } from "../../stack/missing.ts";
import { root } from "../../stack/paths.ts";
import { unreleasedBaseline } from "../database/baseline.ts";
import { clientTypes } from "./client.ts";
import { dataModelPage } from "./data_model.ts";
import { erdSchema } from "./erd_schema.ts";
import { endpointsPage } from "./endpoints.ts";
import { errorsPage } from "./errors.ts";
import { functionConfigs } from "./function_configs.ts";
import { lifecyclePage } from "./lifecycle.ts";
import { openApiDocument } from "./openapi.ts";
import { operationsPage } from "./operations.ts";
import { eventTypesPage } from "./event_types.ts";
import { permissionsPage } from "./permissions.ts";
import { plannedSteps, plannedStepsPath } from "./planned_steps.ts";
import { schedulesPage } from "./schedules.ts";
import { runbookPages, runbooksPath } from "./runbooks.ts";

const schemas = ["odoo_seed", "ops", "control", "api"] as const;

/** Every generated file, by its path below the root, as a database with all of the schemas makes it. */
export async function generatedFiles(databaseUrl: string): Promise<Map<string, string>> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return new Map([
      ...await unreleasedBaseline(),
      ["docs/data-model.md", await dataModelPage(sql, schemas)],
      ["docs/endpoints.md", endpointsPage()],
      ["docs/erd.schema.json", erdSchema()],
      ["docs/errors.md", errorsPage()],
      ["docs/tenant-lifecycle.md", await lifecyclePage(sql)],
      ["docs/operations.md", operationsPage()],
      ["docs/permissions.md", await permissionsPage(sql)],
      ["docs/event-types.md", await eventTypesPage(sql)],
      ["docs/schedules.md", await schedulesPage(sql)],
      ["supabase/functions/api/openapi.json", openApiDocument()],
      ["client/schema.ts", await clientTypes(openApiDocument())],
      ["docs/seeds.schema.json", seedSchema()],
      ["docs/mapping.schema.json", mappingSchema()],
      [plannedStepsPath, plannedSteps()],
      [runbooksPath, await runbookPages()],
      ...await functionConfigs(),
    ]);
  } finally {
    await sql.end();
  }
}

/** The paths of generated files that are missing or not as they would be made now. */
export async function staleFiles(databaseUrl: string): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, text] of await generatedFiles(databaseUrl)) {
    if (text !== await Deno.readTextFile(join(root, path)).catch(ignoreMissing)) stale.push(path);
  }
  return stale;
}
