import { dirname } from "node:path";
import { endCommands } from "./command.ts";
import { runAsPrefix } from "./run_as.ts";
import type { RunAs } from "./run_as.ts";
import { forget, remember } from "./leftovers.ts";
import { signalIfAlive } from "./signal.ts";

export interface SpawnOptions {
  command: string;
  args: string[];
  /** Added to this process's environment, or all of it with `clearEnv`. */
  env?: Record<string, string>;
  clearEnv?: boolean;
  cwd?: string;
  /** Both output streams are appended here; `<logFile>.pid` names the process while it lives. */
  logFile: string;
  runAs?: RunAs;
}

export interface LoggedProcess {
  pid: number;
  /** Resolves with the exit code; a signal counts as 128 + its number. */
  exited: Promise<number>;
  /** Sends `signal` (SIGTERM), after `graceMs` (10 s) SIGKILL to the whole group, and awaits the end. */
  stop(signal?: Deno.Signal, graceMs?: number): Promise<void>;
}

const alive = new Set<LoggedProcess>();

/** Ends every process that this one has started and that still runs. */
export async function stopSpawned(): Promise<void> {
  endCommands();
  await Promise.all([...alive].map((process) => process.stop("SIGINT")));
}

// The shell opens the log before privileges are dropped and is then replaced, so the pid stays.
const APPEND_TO_LOG = 'log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null';

/** Starts a process in a group of its own, output to a log file, remembered until it ends. */
export async function spawnLogged(options: SpawnOptions): Promise<LoggedProcess> {
  await Deno.mkdir(dirname(options.logFile), { recursive: true });
  const prefix = options.runAs ? await runAsPrefix(options.runAs, options.command) : [];
  const child = new Deno.Command("sh", {
    args: ["-c", APPEND_TO_LOG, "sh", options.logFile, ...prefix, options.command, ...options.args],
    env: options.env,
    clearEnv: options.clearEnv,
    cwd: options.cwd,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  const exited = child.status.then(async ({ code }) => {
    alive.delete(process);
    signalIfAlive(-child.pid, "SIGKILL"); // what is left of its group: a shell ends before what it runs
    await forget(options.logFile, child.pid);
    return code;
  });
  const process: LoggedProcess = {
    pid: child.pid,
    exited,
    async stop(signal = "SIGTERM", graceMs = 10_000) {
      signalIfAlive(child.pid, signal);
      const timer = setTimeout(() => signalIfAlive(-child.pid, "SIGKILL"), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
  alive.add(process);
  await remember(options.logFile, child.pid);
  return process;
}

/** A loopback TCP port that nothing listens on at this moment. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    return listener.addr.port;
  } finally {
    listener.close();
  }
}

/**
 * Polls until `check` resolves to something truthy and returns it.
 * An error thrown by `check` counts as "not yet"; the last one is the cause when time runs out.
 */
export async function waitFor<T>(
  check: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeoutMs: number; what: string; everyMs?: number; next?: string },
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  let cause: unknown;
  do {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 50));
  } while (performance.now() < deadline);
  const seconds = options.timeoutMs / 1000;
  const next = options.next ? ` ${options.next}` : "";
  throw new Error(`Cannot go on: ${options.what} is not ready after ${seconds} s.${next}`, {
    cause,
  });
}
