/** Random schedules of edits, runs and faults: `deno task test:chaos [--schedules 300] [--seed n] [--path p]`. */
import { parseArgs } from "node:util";
import { terminalProgress } from "../../stack/progress.ts";
import { runChaos } from "./chaos.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    schedules: { type: "string", default: "300" },
    seed: { type: "string" },
    path: { type: "string" },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const progress = terminalProgress();
try {
  const { path } = values;
  const { failed } = await runChaos({ schedules: Number(values.schedules), seed, path, progress });
  Deno.exit(failed > 0 ? 1 : 0);
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
