import { signalIfAlive } from "./signal.ts";

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Given to its stdin. */
  input?: string;
}

const running = new Set<number>();

/** Ends the commands that still run, each with what it has started. */
export function endCommands(): void {
  for (const pid of running) signalIfAlive(-pid, "SIGTERM");
}

/** Runs a command, in a group of its own, to its end and returns its stdout; throws with the end of its stderr. */
export async function run(
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> {
  const { input, ...rest } = options;
  const piped = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(command, { args, ...rest, ...piped, detached: true }).spawn();
  running.add(child.pid);
  const [{ success, code, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([input ?? ""]).stream().pipeTo(child.stdin),
  ]).finally(() => running.delete(child.pid));
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const message = decoder.decode(stderr).trim().slice(-2000);
  throw new Error(`Cannot run ${command} ${args.at(-1)}: exit code is ${code}. ${message}`);
}

/** Whether a command exists and succeeds. */
export async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    await run(command, args);
    return true;
  } catch {
    return false; // absent and failing are the same answer here
  }
}
