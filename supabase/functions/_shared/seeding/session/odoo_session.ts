import { type Budget, runGraceMs } from "../../budget.ts";
import { knownPageRows } from "../../database/observation.ts";
import type { Model } from "../../database/runs.ts";
import { OdooClient } from "../../odoo/client.ts";
import { archivedToo, inLanguage, quiet } from "../../odoo/contexts.ts";
import { type Mappings, readMappings } from "../../odoo/models.ts";
import { Names } from "../../odoo/names.ts";
import { once } from "../../once.ts";
import { bulkModel, bulkTasks } from "./bulk_tasks.ts";
import { ColumnReading } from "./column_reading.ts";
import { ownFollowerRows } from "./followers.ts";
import { Languages, readLanguages } from "./languages.ts";
import { Pace } from "./pace.ts";
import { PageSize } from "./page_size.ts";
import { type Reach, reachOf } from "./reach.ts";
import { ensureRefFields, ensureUniqueRefs } from "./ref_fields.ts";
import type { Run } from "./run.ts";
import type { Server } from "./server.ts";
import { type Confirming, confirmingOf } from "./confirming.ts";

/** A binding's Odoo during one run: what is known of it, and what the run learns as it goes. */
export interface OdooSession extends Server {
  readonly names: Names;
  readonly languages: Languages;
  readonly columns: ColumnReading;
  /** How fast this Odoo takes what is written. */
  readonly pace: Pace;
  /** How much of it is read at once. */
  readonly pageSize: PageSize;
  readonly confirming: Confirming;
}

interface OpenOptions {
  /** x_external_ref is created where it is missing. */
  prepare: boolean;
  /** People are mailed as if a person had written. */
  notify: boolean;
  budget: Budget;
}

/**
 * Logs in to the binding's Odoo and asks how it spells projects and tasks.
 * @throws {AppError} not_found, misconfigured, odoo_*
 */
export async function openOdoo(run: Run, options: OpenOptions): Promise<OdooSession> {
  const { config, sql } = run.deps;
  const [reach, pageRows] = await Promise.all([reachOf(run), knownPageRows(sql, run.binding)]);
  const pace = new Pace({ mostRows: config.batchRows, mostCalls: config.callsInFlight });
  const client = await connect(run, reach, pace, options.budget);
  const [read, languages] = await Promise.all([
    readMappings(client, reach.timeZone),
    readLanguages(client, run.binding, reach.lang),
  ]);
  const unprepared = options.prepare && !(read.projects.hasRef && read.tasks.hasRef);
  if (unprepared) await ensureRefFields(client);
  const mappings = unprepared ? await readMappings(client, reach.timeZone) : read;
  if (options.prepare && reach.uniqueRefs) await ensureUniqueRefs(client);
  const session = {
    ...serverOf(client, mappings, reach, options),
    names: new Names(),
    languages,
    columns: new ColumnReading(mappings.columns),
    pace,
    pageSize: new PageSize(pageRows),
    confirming: confirmingOf(config, options.budget),
  };
  // Odoo's caches begin anew after the fields as they do after a server action.
  if (unprepared) await session.writer(bulkModel);
  return session;
}

async function connect(
  run: Run,
  { connection }: Reach,
  pace: Pace,
  budget: Budget,
): Promise<OdooClient> {
  const client = await OdooClient.connect(connection, {
    timeoutMs: run.deps.config.odooTimeoutMs,
    leftMs: () => budget.leftMs() + runGraceMs,
    log: (call) => {
      if (call.outcome === "transient") pace.backOff();
      if (call.outcome !== "ok") run.deps.log("odoo_call_failed", { run_id: run.id, ...call });
    },
  });
  run.countRpc(client);
  return client;
}

function serverOf(
  client: OdooClient,
  { projects, tasks }: Mappings,
  { lang, bulkAction, firstStages }: Reach,
  { notify }: OpenOptions,
): Server {
  const bulk = once(() => bulkTasks(client));
  return {
    client,
    projects,
    tasks,
    readContext: inLanguage(archivedToo, lang),
    writeContext: inLanguage(notify ? {} : quiet, lang),
    firstStages,
    writer: async (model: Model) => bulkAction && model === bulkModel ? await bulk() : client,
    followers: once(() => ownFollowerRows(client, { notify })),
  };
}
