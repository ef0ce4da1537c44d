import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DATABASE_VARIABLE, startFlags } from "./command_line.ts";
import { beginning, isAlive, killLeftovers } from "./leftovers.ts";
import { fromRoot, instanceDir, root } from "./paths.ts";
import { waitFor } from "./process.ts";
import { signalIfAlive } from "./signal.ts";
import { standardError, terminalProgress } from "./progress.ts";
import { appoint, readState, release, supervisorOf } from "./state.ts";
import type { Progress, StackState } from "./types.ts";

export interface SupervisorOptions {
  instance: string;
  odoo: boolean;
  freePorts?: boolean;
  /** As in stack.ts. */
  databaseUrl?: string;
}

/** A first start fetches Odoo, which takes minutes on a slow line. */
const START_LIMIT_MS = 30 * 60 * 1000;

const logFileOf = (instance: string) => join(instanceDir(instance), "logs", "supervisor.log");
const runningFileOf = (instance: string) => join(instanceDir(instance), "logs", "running.txt");

/** What a supervisor says: its log has a line a step, and beside it lies what runs at the moment. */
export function supervisorProgress(instance: string): Progress {
  const running = runningFileOf(instance);
  return terminalProgress({
    ...standardError(),
    running: (line) => Deno.writeTextFileSync(running, line),
  });
}

/** Starts a detached process that owns the instance; shows its progress until it is up. */
export async function startInBackground(
  options: SupervisorOptions,
  progress: Progress,
): Promise<StackState> {
  const { instance } = options;
  const logFile = logFileOf(instance);
  await Deno.mkdir(dirname(logFile), { recursive: true });
  for (const file of [logFile, runningFileOf(instance)]) await Deno.writeTextFile(file, "");
  const child = new Deno.Command("sh", {
    args: ["-c", 'log=$1; shift; exec "$@" >>"$log" 2>&1', "sh", logFile, ...commandLine(options)],
    cwd: root,
    env: { [DATABASE_VARIABLE]: options.databaseUrl ?? "" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  await appoint(instance, child.pid);
  return await progress.step(
    `Start ${instance}`,
    (update) => followUntilUp(child, instance, progress, update),
  );
}

/** Does what begins an instance; Ctrl-C meanwhile stops it and ends this process. */
export async function stoppedByInterrupt<T>(
  instance: string,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  let stopping = false;
  const interrupted = async () => {
    stopping = true;
    progress.note("Interrupted: what was begun is ended first.");
    await stopInstance(instance, progress);
    progress.close();
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupted);
  try {
    return await work();
  } catch (error) {
    if (stopping) await new Promise(() => {}); // the interrupt ends the process; this is its echo
    throw error;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
  }
}

function commandLine({ instance, odoo, freePorts }: SupervisorOptions): string[] {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  return [
    ...[Deno.execPath(), "run", "--allow-all", "--quiet", main, "supervise"],
    ...["--instance", instance],
    ...startFlags(odoo, freePorts),
  ];
}

/** Repeats the supervisor's log lines until the state file is there or the process has ended. */
async function followUntilUp(
  child: Deno.ChildProcess,
  instance: string,
  progress: Progress,
  update: (detail: string) => void,
): Promise<StackState> {
  const logFile = logFileOf(instance);
  let shown = 0;
  let running = "";
  let ended = false;
  child.status.then(() => ended = true);
  const state = await waitFor(async () => {
    const over = ended;
    const lines = (await Deno.readTextFile(logFile)).split("\n").slice(0, -1);
    for (const line of lines.slice(shown)) progress.note(`  ${line}`);
    shown = lines.length;
    const now = over ? "" : await Deno.readTextFile(runningFileOf(instance));
    if (now !== running) update(running = now);
    return over ? "ended" : await readState(instance);
  }, { timeoutMs: START_LIMIT_MS, what: `instance ${instance}`, next: `See ${logFile}.` });
  update("");
  if (state === "ended") {
    throw new Error(
      `Cannot start ${instance}: the lines above say why. They are in ${fromRoot(logFile)}.`,
    );
  }
  return state;
}

/** Stops the instance and what a killed supervisor left behind; false when nothing ran. */
export async function stopInstance(instance: string, progress: Progress): Promise<boolean> {
  const pid = await supervisorOf(instance);
  const began = pid && await beginning(pid);
  if (pid && began) {
    await progress.step(`Stop ${instance}`, async () => {
      signalIfAlive(pid, "SIGTERM");
      for (let i = 0; i < 600 && await isAlive(pid, began); i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (await isAlive(pid, began)) signalIfAlive(pid, "SIGKILL");
    });
  }
  const leftovers = await killLeftovers(instanceDir(instance));
  if (leftovers.length > 0) progress.note(`Ended left-over processes: ${leftovers.join(", ")}`);
  await release(instance);
  return pid !== undefined || leftovers.length > 0;
}
