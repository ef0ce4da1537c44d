/** Measures the seeder against the earlier way and against Odoo's own ORM, on one Odoo in one go: `deno task bench [--json] [--tasks N] [--write]`. */
import { parseArgs } from "node:util";
import { openDatabase } from "../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../supabase/functions/_shared/secret.ts";
import { terminalProgress } from "../stack/progress.ts";
import { startStack } from "../stack/stack.ts";
import { discard } from "../stack/state.ts";
import { type Figures, measureRound } from "./measure.ts";
import { median } from "./median.ts";
import { writeReadme } from "./readme.ts";
import { table } from "./table.ts";

const { values: flags } = parseArgs({
  options: {
    /** One object on the last line, for machines. */
    json: { type: "boolean" },
    tasks: { type: "string", default: "5000" },
    /** Puts the table into the README. */
    write: { type: "boolean" },
  },
});
const tasks = Number(flags.tasks);
if (!Number.isInteger(tasks) || tasks < 100) {
  console.error("Cannot measure: --tasks is a whole number from 100 on.");
  Deno.exit(2);
}
const instance = "bench";
/** Odd, so that there is a middle one. */
const rounds = 3;
const progress = terminalProgress();
await discard(instance);
const stack = await startStack({ instance, ports: "free", odoo: true, functions: true, progress });
const sql = openDatabase(new Secret(stack.databaseUrl));
try {
  const measured: Figures[] = [];
  for (let round = 1; round <= rounds; round++) {
    measured.push(await measureRound(stack, sql, tasks, round, progress));
  }
  const figures = median(measured);
  const text = table(figures, tasks, stack.odoo!.version);
  console.log(text);
  if (flags.write) await writeReadme(text);
  if (flags.json) console.log(JSON.stringify(figures));
} finally {
  await sql.end();
  await stack.stop();
}
