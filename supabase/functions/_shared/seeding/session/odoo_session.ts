import { type Budget, runGraceMs } from "../../budget.ts";
import { type BindingRow, readBinding } from "../../database/bindings.ts";
import { knownPageRows } from "../../database/observation.ts";
import { AppError } from "../../errors.ts";
import { OdooClient } from "../../odoo/client.ts";
import { type Columns, columnsOf } from "../../odoo/columns.ts";
import { nameKey } from "../../odoo/name_key.ts";
import { Names } from "../../odoo/names.ts";
import { type ProjectMapping, projectMapping } from "../../odoo/project_mapping.ts";
import { type TaskMapping, taskMapping } from "../../odoo/task_mapping.ts";
import type { Context, OdooConnection } from "../../odoo/types.ts";
import { Secret } from "../../secret.ts";
import { Pace } from "./pace.ts";
import { PageSize } from "./page_size.ts";
import { readLanguages } from "./languages.ts";
import { ensureRefFields, ensureUniqueRefs } from "./ref_fields.ts";
import type { Run } from "./run.ts";
import { type Settling, settlingOf } from "./settling.ts";
import { type Writer, writerOf } from "./writer.ts";
import { quoted } from "../../quoted.ts";

/** A binding's Odoo during one run. */
export interface OdooSession {
  client: OdooClient;
  projects: ProjectMapping;
  tasks: TaskMapping;
  /** How tasks can be read column by column; undefined where record by record is all there is. */
  taskColumns: Columns | undefined;
  names: Names;
  /** Codes of the language that the seeds speak, and of the others that are active there. */
  languages: Languages;
  /** Sent with every read of something that has a name. */
  readContext: Context;
  /** Sent with every write: in the seeds' language, and quiet unless people are to be notified. */
  writeContext: Context;
  notify: boolean;
  /** Whether tasks are written through a server action, and what does it once something was written. */
  bulkAction: boolean;
  bulk?: Promise<Writer>;
  /** How fast this Odoo takes what is written. */
  pace: Pace;
  settling: Settling;
  firstStages: FirstStage[];
  /** How much of it is read at once. */
  pageSize: PageSize;
  /** The rows by which new tasks get their follower, once they have been asked for. */
  followers?: Promise<unknown[] | undefined>;
}

/** The languages of an Odoo, as codes. */
export interface Languages {
  /** The one that the seeds speak. */
  seeds: string;
  others: string[];
}

/** A stage that new projects begin with. */
export interface FirstStage {
  name: string;
  folded: boolean;
}

/** Archived records are records too. */
export const readContext: Context = { active_test: false };

/** The usual four flags still leave a mail to every assignee; the fifth stops it. */
const quiet: Context = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_notrack: true,
  mail_create_nosubscribe: true,
  mail_auto_subscribe_no_notify: true,
};

/**
 * Logs in to the binding's Odoo and asks how it spells projects and tasks.
 * With `prepare`, x_external_ref is created where it is missing.
 * @throws {AppError} not_found, misconfigured, odoo_*
 */
export async function openOdoo(
  run: Run,
  options: { prepare: boolean; notify: boolean; budget: Budget },
): Promise<OdooSession> {
  const [reached, pageRows] = await Promise.all([
    connectionOf(run),
    knownPageRows(run.deps.sql, run.binding),
  ]);
  const { connection, uniqueRefs, bulkAction, timeZone, lang, firstStages } = reached;
  const { batchRows: mostRows, callsInFlight: mostCalls } = run.deps.config;
  const pace = new Pace({ mostRows, mostCalls });
  const client = await OdooClient.connect(connection, {
    timeoutMs: run.deps.config.odooTimeoutMs,
    leftMs: () => options.budget.leftMs() + runGraceMs,
    log: (call) => {
      if (call.outcome === "transient") pace.backOff();
      if (call.outcome !== "ok") run.deps.log("odoo_call_failed", { run_id: run.id, ...call });
    },
  });
  run.countRpc(client);
  const [read, languages] = await Promise.all([
    readMappings(client, timeZone),
    readLanguages(client, run.binding, lang),
  ]);
  let mappings = read;
  const unprepared = options.prepare && !(mappings.projects.hasRef && mappings.tasks.hasRef);
  if (unprepared) {
    await ensureRefFields(client);
    mappings = await readMappings(client, timeZone);
  }
  if (options.prepare && uniqueRefs) await ensureUniqueRefs(client);
  const { notify } = options;
  const session: OdooSession = {
    client,
    ...mappings,
    names: new Names(),
    languages,
    readContext: { ...readContext, lang },
    writeContext: { ...notify ? {} : quiet, lang },
    notify,
    bulkAction,
    firstStages,
    pace,
    pageSize: new PageSize(pageRows),
    settling: settlingOf(run.deps.config, options.budget),
  };
  // Odoo's caches begin anew after the fields as they do after a server action.
  if (unprepared) await writerOf(session, "project.task");
  return session;
}

async function readMappings(client: OdooClient, timeZone: string) {
  const attributes = ["type", "selection", "store", "translate", "company_dependent"];
  const [projectFields, taskFields] = await Promise.all([
    client.fieldsGet("project.project", attributes),
    client.fieldsGet("project.task", attributes),
  ]);
  const tasks = taskMapping(taskFields, timeZone);
  const taskColumns = client.version.major >= 19
    ? columnsOf(taskFields, tasks.readFields)
    : undefined;
  return { projects: projectMapping(projectFields), tasks, taskColumns };
}

interface Reached {
  connection: OdooConnection;
  uniqueRefs: boolean;
  bulkAction: boolean;
  timeZone: string;
  lang: string;
  firstStages: FirstStage[];
}

async function connectionOf(run: Run): Promise<Reached> {
  const row = await readBinding(run.deps.sql, run.binding);
  if (!row) {
    throw new AppError(
      "not_found",
      `Cannot reach Odoo: there is no binding named ${quoted(run.binding)}.`,
    );
  }
  const { transport } = row;
  const options = {
    uniqueRefs: row.unique_refs,
    bulkAction: row.bulk_action,
    timeZone: row.time_zone,
    lang: row.lang,
    firstStages: firstStagesOf(row),
  };
  if (row.url === null) {
    const fromEnvironment = run.deps.config.defaultOdoo;
    if (fromEnvironment) return { connection: { ...fromEnvironment, transport }, ...options };
    throw new AppError(
      "misconfigured",
      "Cannot reach Odoo: the binding default has no connection.",
      {
        suggestion:
          "Set ODOO_URL, ODOO_DB, ODOO_USER and ODOO_PASSWORD, or fill the binding's row.",
      },
    );
  }
  if (row.password === null) {
    throw new AppError(
      "misconfigured",
      `Cannot reach Odoo: the Vault secret of binding ${quoted(run.binding)} is missing.`,
      {
        suggestion: "In psql, \\prompt password, then: select vault.create_secret(:'password', " +
          `password_secret) from ops.odoo_bindings where name = '${run.binding}';`,
      },
    );
  }
  const { url, database, username, password } = row;
  const connection = { url, database, username, transport, password: new Secret(password) };
  return { connection, ...options };
}

function firstStagesOf({ new_project_stages, folded_stages }: BindingRow): FirstStage[] {
  const names = new Set(new_project_stages.map(nameKey));
  const folded = new Set(folded_stages.map(nameKey));
  return [...names].map((name) => ({ name, folded: folded.has(name) }));
}
