/** Measures the seeder against the earlier way and against Odoo's own ORM, on one Odoo in one go: `deno task bench [--scale | --tenants] [--json] [--tasks N] [--write]`. */
import { parseArgs } from "node:util";
import { openDatabase } from "../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../supabase/functions/_shared/secret.ts";
import { terminalProgress } from "../stack/progress.ts";
import { startStack } from "../stack/stack.ts";
import { discard } from "../stack/state.ts";
import { type Figures, measureRound } from "./measure.ts";
import { median } from "./median.ts";
import { type Marker, writeReadme } from "./readme.ts";
import { measureScale } from "./scale/measure.ts";
import { scaleJson, scaleTable } from "./scale/table.ts";
import { machine, table } from "./table.ts";
import { measureTenants } from "./tenants/measure.ts";
import { tenantJson, tenantTable } from "./tenants/table.ts";

const { values: flags } = parseArgs({
  options: {
    /** One object on the last line, for machines. */
    json: { type: "boolean" },
    /** Targets and growth at 1 %, 10 % and all of 100,000 tasks, once, in place of the rounds. */
    scale: { type: "boolean" },
    tasks: { type: "string" },
    /** Tenants from a warm template against fresh ones, in place of the rounds. */
    tenants: { type: "boolean" },
    /** Puts the table into the README. */
    write: { type: "boolean" },
  },
});
const tasks = Number(flags.tasks ?? (flags.scale ? 100_000 : 5000));
const step = flags.scale ? 1000 : 1;
if (!Number.isInteger(tasks / step) || tasks < 100) {
  console.error("Cannot measure: --tasks is a whole number from 100 on, for --scale of thousands.");
  Deno.exit(2);
}
const instance = "bench";
/** Odd, so that there is a middle one. */
const roundCount = 3;
const progress = terminalProgress();
await discard(instance);
const stack = await startStack({ instance, ports: "free", odoo: true, functions: true, progress });
const sql = openDatabase(new Secret(stack.databaseUrl));
try {
  if (flags.tenants) await tenants();
  else if (flags.scale) await scale();
  else await rounds();
} finally {
  await sql.end();
  await stack.stop();
}

async function rounds(): Promise<void> {
  const measured: Figures[] = [];
  for (let round = 1; round <= roundCount; round++) {
    measured.push(await measureRound(stack, sql, tasks, round, progress));
  }
  const figures = median(measured);
  await show(table(figures, tasks, stack.odoo!.version), "bench", figures);
}

async function scale(): Promise<void> {
  const figures = await measureScale(stack, sql, tasks, progress);
  const how = "`deno task bench --scale`, one round";
  const text = `${scaleTable(figures)}\n\n${machine(stack.odoo!.version, how)}`;
  await show(text, "scale", scaleJson(figures));
}

async function tenants(): Promise<void> {
  const figures = await measureTenants(stack, sql, progress);
  const how = "`deno task bench --tenants`, one round";
  const text = `${tenantTable(figures)}\n\n${machine(stack.odoo!.version, how)}`;
  await show(text, "tenants", tenantJson(figures));
}

async function show(text: string, marker: Marker, json: object): Promise<void> {
  console.log(text);
  if (flags.write) await writeReadme(text, marker);
  if (flags.json) console.log(JSON.stringify(json));
}
