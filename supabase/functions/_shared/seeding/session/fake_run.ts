import type { Sql } from "../../database/connection.ts";
import type { AppliedRow, PlanRow } from "../../database/plan.ts";
import { Names } from "../../odoo/names.ts";
import { projectMapping } from "../../odoo/project_mapping.ts";
import { taskMapping } from "../../odoo/task_mapping.ts";
import { Secret } from "../../secret.ts";
import { ColumnReading } from "./column_reading.ts";
import type { FakeClient } from "./fake_client.ts";
import type { OdooSession } from "./odoo_session.ts";
import { Pace } from "./pace.ts";
import { Languages } from "./languages.ts";
import { PageSize } from "./page_size.ts";
import type { Run } from "./run.ts";
import { Confirming } from "./confirming.ts";

/** Stands for the database of a run that records what it applied; refuses every other statement. */
export class Ledger {
  readonly rows: AppliedRow[] = [];

  get refs(): string[] {
    return this.rows.map((row) => row.external_ref);
  }

  readonly sql = Object.assign(
    (text: TemplateStringsArray, ...values: unknown[]) => {
      if (!text.join("").includes("odoo_seed.record_applied(")) {
        return Promise.reject(new TypeError(`the statement ${text.join("?")} is unknown`));
      }
      this.rows.push(...values.at(-1) as AppliedRow[]);
      return Promise.resolve([]);
    },
    { json: (value: unknown) => value },
  ) as unknown as Sql;
}

/** A run with batches of seven rows, two at a time, whose Odoo never commits late. */
export function runWith(ledger: Ledger): Run {
  const config = {
    databaseUrl: new Secret("postgresql://127.0.0.1/postgres"),
    runTokens: [],
    functionsSecrets: [],
    notifySecrets: [],
    apiOrigins: [],
    leaseSeconds: 120,
    confirmSeconds: -1,
    sliceSeconds: 60,
    sliceMb: 60,
    batchRows: 7,
    callsInFlight: 2,
    odooTimeoutMs: 1000,
    privateReceivers: false,
  };
  return {
    id: "1",
    binding: "default",
    scope: {},
    deps: { config, sql: ledger.sql, log: () => {}, now: () => new Date(0) },
    rpcCount: () => 0,
    countRpc: () => {},
    phase: (_name, work) => work(),
    assertLease: () => {},
  };
}

/** What a run has of an Odoo of which nothing is learnt yet. */
export function sessionOf(odoo: FakeClient, changes: Partial<OdooSession> = {}): OdooSession {
  const projects = projectMapping({ allow_milestones: { type: "boolean" } });
  const tasks = taskMapping({ milestone_id: { type: "many2one" } });
  return {
    client: odoo.client,
    projects,
    tasks,
    columns: new ColumnReading(),
    names: new Names(),
    languages: new Languages("en_US", ["en_US"]),
    readContext: {},
    writeContext: {},
    firstStages: [],
    writer: () => Promise.resolve(odoo.client),
    followers: () => Promise.resolve(undefined),
    pace: new Pace({ mostRows: 7, mostCalls: 2 }),
    pageSize: new PageSize(null),
    confirming: new Confirming({
      confirmMs: -1,
      spent: () => false,
      sleep: () => Promise.resolve(),
      now: () => 0,
    }),
    ...changes,
  };
}

/** A row of the plan that changes the given fields of task t1 in project p1, odoo_id 5. */
export function planRow(to: Record<string, unknown>, changes: Partial<PlanRow> = {}): PlanRow {
  const entries = Object.entries(to).map(([field, to]) => [field, { from: null, to }]);
  return {
    model: "project.task",
    external_ref: "t1",
    odoo_id: 5,
    action: "update",
    changes: Object.fromEntries(entries),
    conflicts: {},
    reason: null,
    incomplete: false,
    project_ref: "p1",
    ...changes,
  };
}
