import { join } from "node:path";
import { ignoreMissing } from "./missing.ts";
import { readOfProcess } from "./proc.ts";
import { signalIfAlive } from "./signal.ts";

/**
 * Which processes are ours, across a killed supervisor: each log file has a `.pid` beside it that
 * holds the pid and the time the process began, so that a reused pid is never taken for ours.
 */
export async function remember(logFile: string, pid: number): Promise<void> {
  await Deno.writeTextFile(`${logFile}.pid`, `${pid} ${await beginning(pid) ?? "gone"}`);
}

/** Removes the note, unless a newer process has taken the name. */
export async function forget(logFile: string, pid: number): Promise<void> {
  const note = await Deno.readTextFile(`${logFile}.pid`).catch(ignoreMissing);
  if (note?.startsWith(`${pid} `)) await Deno.remove(`${logFile}.pid`).catch(ignoreMissing);
}

/** Ends all remembered processes under `folder` that still run, but not this one; returns their pids. */
export async function killLeftovers(folder: string): Promise<number[]> {
  const killed: number[] = [];
  for await (const file of pidFiles(folder)) {
    const [pid, began] = parseNote(await Deno.readTextFile(file));
    if (pid === Deno.pid) continue;
    if (await isAlive(pid, began)) {
      await end(pid, began);
      killed.push(pid);
    }
    await Deno.remove(file).catch(ignoreMissing);
  }
  return killed;
}

/** Whether the process that was noted still runs; a later one with its number does not count. */
export async function isAlive(pid: number, began: string): Promise<boolean> {
  return began !== "gone" && await beginning(pid) === began;
}

/** The pid and the beginning of a note. */
export function parseNote(text: string): [pid: number, began: string] {
  const at = text.indexOf(" ");
  return [Number(text.slice(0, at)), text.slice(at + 1)];
}

/** SIGINT is PostgreSQL's fast shutdown and ends the others, too; what is left of its group is killed. */
async function end(pid: number, began: string): Promise<void> {
  Deno.kill(pid, "SIGINT");
  for (let attempt = 0; attempt < 100 && await isAlive(pid, began); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalIfAlive(-pid, "SIGKILL"); // a shell has ended before what it runs
}

/** When the process began, in the words of its system; undefined when there is none. */
export async function beginning(pid: number): Promise<string | undefined> {
  if (Deno.build.os !== "linux") {
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "lstart=", "-p", `${pid}`] })
      .output();
    return new TextDecoder().decode(stdout).trim() || undefined;
  }
  const stat = await readOfProcess(pid, "stat");
  // The command name may hold spaces: fields count from behind its parenthesis; 22 is the start.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" ? undefined : fields?.[19];
}

/** Logs lie in the folder or one below it; data folders are deeper and large. */
async function* pidFiles(folder: string, depth = 1): AsyncGenerator<string> {
  for (const entry of await entries(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile && entry.name.endsWith(".log.pid")) yield path;
    else if (entry.isDirectory && depth > 0) yield* pidFiles(path, depth - 1);
  }
}

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(folder)).catch(ignoreMissing) ?? [];
}
