/** What every demo shares: its options, Ctrl-C, and how it ends. */
import { commandLine, instanceOption, taskLine } from "../stack/command_line.ts";
import { terminalProgress } from "../stack/progress.ts";
import { readState } from "../stack/state.ts";
import { startInBackground, stopInstance } from "../stack/supervisor.ts";
import type { Progress, StackState } from "../stack/types.ts";
import { stopDrawing } from "./terminal/progress.ts";
import { failure } from "./terminal/say.ts";

export interface Options {
  instance: string;
  freePorts?: boolean;
}

export interface Opened {
  stack: StackState;
  startedHere: boolean;
}

export interface Demo {
  /** The task, e.g. `demo`. */
  name: string;
  description: string;
  /** One sentence to begin with. */
  opening: string;
  defaults: Options;
  open(options: Options, progress: Progress): Promise<Opened>;
  /** `again` is the line that plays it once more in the same way. */
  play(stack: StackState, progress: Progress, again: string): Promise<void>;
}

/** Ctrl-C. */
class Interrupted extends Error {}

/** Plays a demo and ends the process: 0 all as told, 1 not so, 2 wrong usage, 130 interrupted. */
export async function runDemo(demo: Demo): Promise<never> {
  const progress = terminalProgress();
  const options = parse(demo);
  let startedHere = await readState(options.instance) === undefined;
  let opened: Opened | undefined;
  try {
    console.log(`${demo.opening}\n`);
    const interrupted = interruption();
    opened = await Promise.race([demo.open(options, progress), interrupted]);
    startedHere = opened.startedHere;
    await Promise.race([demo.play(opened.stack, progress, againLine(demo, options)), interrupted]);
    Deno.exit(0); // the listener for Ctrl-C would keep it waiting
  } catch (error) {
    if (error instanceof Interrupted) {
      stopDrawing();
      progress.note(
        startedHere ? "Interrupted: what was started here is stopped." : "Interrupted.",
      );
      if (startedHere) await stopInstance(options.instance, progress);
      progress.close();
      Deno.exit(130);
    }
    failure(error as Error);
    if (opened) { for (const line of logs(options.instance)) console.log(`   ${line}`); }
    Deno.exit(1);
  }
}

/** Where to read on when an act fails; a start that fails shows the end of what matters itself. */
function logs(instance: string): string[] {
  return [
    `Logs of the functions: .local/${instance}/logs/<function>.log`,
    `Odoo's log: .local/${instance}/odoo/odoo.log`,
  ];
}

/** The running instance, or else one that is started here and left up. */
export async function openStack(options: Options, progress: Progress): Promise<Opened> {
  const running = await readState(options.instance);
  if (running) return { stack: running, startedHere: false };
  const stack = await startInBackground({ ...options, odoo: true }, progress);
  return { stack, startedHere: true };
}

function parse({ name, description, defaults }: Demo): Options {
  return commandLine(name, description)
    .addOption(instanceOption(defaults.instance))
    .option("--free-ports", "take any free ports, not the well-known ones", defaults.freePorts)
    .parse(Deno.args, { from: "user" })
    .opts<Options>();
}

function againLine({ name, defaults }: Demo, { instance, freePorts }: Options): string {
  const flags = freePorts && !defaults.freePorts ? ["--free-ports"] : [];
  return taskLine(name, instance, defaults.instance, flags);
}

function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    Deno.addSignalListener("SIGINT", () => reject(new Interrupted()));
  });
}
