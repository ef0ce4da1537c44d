/** Measures the seeder against the earlier way and against Odoo's own ORM, on one Odoo in one go: `deno task bench [--scale | --tenants | --api | --introspect | --events] [--json] [--tasks N] [--write]`. */
import { openDatabase } from "../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../supabase/functions/_shared/secret.ts";
import { commandLine, wholeNumber } from "../stack/command_line.ts";
import { terminalProgress } from "../stack/progress.ts";
import { startStack } from "../stack/stack.ts";
import { discard } from "../stack/state.ts";
import { measureApi } from "./api/measure.ts";
import { apiTable, topTable } from "./api/table.ts";
import { measureEvents } from "./events/measure.ts";
import { eventsTable } from "./events/table.ts";
import { measureIntrospect } from "./introspect/measure.ts";
import { introspectTable } from "./introspect/table.ts";
import { type Figures, measureRound } from "./measure.ts";
import { median } from "./median.ts";
import { measureScale } from "./scale/measure.ts";
import { scaleJson, scaleTable } from "./scale/table.ts";
import { machine, table } from "./table.ts";
import { measureTenants } from "./tenants/measure.ts";
import { tenantJson, tenantTable } from "./tenants/table.ts";
import { type Marker, writeFigures } from "./write.ts";

interface Flags {
  api?: boolean;
  events?: boolean;
  introspect?: boolean;
  json?: boolean;
  scale?: boolean;
  tasks?: number;
  tenants?: boolean;
  write?: boolean;
}

const command = commandLine("bench", "Measure against the earlier way and Odoo's own ORM")
  .option("--scale", "targets and growth at 1 %, 10 % and all of 100,000 tasks, once")
  .option("--api", "the API over 10,000 tenants against a bare route, once; without Odoo")
  .option("--introspect", "the structure of 800 tables, against @dbml/connector; without Odoo")
  .option("--events", "events posted to a receiver, against a plain loop, once; without Odoo")
  .option("--tenants", "tenants from a warm template against fresh ones, once")
  .option("--tasks <number>", "from 100 on; for --scale, thousands", wholeNumber)
  .option("--json", "one object on the last line, for machines")
  .option("--write", "put the table into docs/speed.md")
  .parse(Deno.args, { from: "user" });
const flags = command.opts<Flags>();
const tasks = flags.tasks ?? (flags.scale ? 100_000 : 5000);
if (tasks < 100 || (flags.scale && tasks % 1000 > 0)) {
  command.error("error: --tasks is a whole number from 100 on, for --scale of thousands");
}
const instance = "bench";
/** Odd, so that there is a middle one. */
const roundCount = 3;
const progress = terminalProgress();
await discard(instance);
const odoo = !flags.api && !flags.introspect && !flags.events;
const stack = await startStack({ instance, ports: "free", odoo, functions: true, progress });
const sql = openDatabase(new Secret(stack.databaseUrl));
try {
  if (flags.api) await api();
  else if (flags.introspect) await introspect();
  else if (flags.events) await events();
  else if (flags.tenants) await tenants();
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

async function api(): Promise<void> {
  const figures = await measureApi(stack, sql, progress);
  console.log(topTable(figures.top));
  const text = `${apiTable(figures)}\n\n${
    machine(undefined, "`deno task bench --api`, one round")
  }`;
  await show(text, "api", figures);
}

async function introspect(): Promise<void> {
  const figures = await measureIntrospect(stack, progress);
  const how = "`deno task bench --introspect`, ours the median of three rounds";
  await show(`${introspectTable(figures)}\n\n${machine(undefined, how)}`, "introspect", figures);
}

async function events(): Promise<void> {
  const figures = await measureEvents(sql, progress);
  const how = "`deno task bench --events`, one round";
  await show(`${eventsTable(figures)}\n\n${machine(undefined, how)}`, "events", figures);
}

async function show(text: string, marker: Marker, json: object): Promise<void> {
  console.log(text);
  if (flags.write) await writeFigures(text, marker);
  if (flags.json) console.log(JSON.stringify(json));
}
