/** Random schedules of edits, runs and faults: `deno task test:chaos [--schedules 300] [--seed n] [--path p]`. */
import { commandLine, wholeNumber } from "../../stack/command_line.ts";
import { terminalProgress } from "../../stack/progress.ts";
import { runChaos } from "./chaos.ts";

interface Options {
  schedules: number;
  seed: number;
  path?: string;
}

const options = commandLine("test:chaos", "Random schedules of edits, runs and faults")
  .option("--schedules <number>", "how many", wholeNumber, 300)
  .option("--seed <number>", "which ones", wholeNumber, Date.now() % 2 ** 31)
  .option("--path <path>", "one of them, as a failure names it")
  .parse(Deno.args, { from: "user" })
  .opts<Options>();
const progress = terminalProgress();
try {
  const { failed } = await runChaos({ ...options, progress });
  Deno.exit(failed > 0 ? 1 : 0);
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
