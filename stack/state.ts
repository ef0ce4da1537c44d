import { join } from "node:path";
import { taskLine } from "./command_line.ts";
import { beginning, isAlive, killLeftovers, parseNote } from "./leftovers.ts";
import { ignoreMissing } from "./missing.ts";
import { writeSecretFile } from "./secret_file.ts";
import { instanceDir } from "./paths.ts";
import type { StackState } from "./types.ts";

/** Where a running instance writes how to reach it; it holds secrets, so its mode is 600. */
export function stateFile(instance: string): string {
  return join(instanceDir(instance), "state.json");
}

const supervisorFile = (instance: string) => join(instanceDir(instance), "supervisor.pid");

/** The pid of the process that owns the instance, if it is alive. */
export async function supervisorOf(instance: string): Promise<number | undefined> {
  const note = await Deno.readTextFile(supervisorFile(instance)).catch(ignoreMissing);
  if (!note) return undefined;
  const [pid, began] = parseNote(note);
  return await isAlive(pid, began) ? pid : undefined;
}

/**
 * Makes this process the owner of the instance, after ending what a killed owner left behind.
 * Throws when another process owns it. Returns the pids of the leftovers.
 */
export async function claim(instance: string): Promise<number[]> {
  const owner = await supervisorOf(instance);
  if (owner !== undefined && owner !== Deno.pid) {
    throw new Error(
      `Cannot start instance ${instance}: process ${owner} runs it already. Stop it first.`,
    );
  }
  const folder = instanceDir(instance);
  await Deno.mkdir(folder, { recursive: true });
  await appoint(instance, Deno.pid);
  await Deno.remove(stateFile(instance)).catch(ignoreMissing);
  return await killLeftovers(folder);
}

/** Notes the owner of an instance that has none: what begins to start can be stopped from then on. */
export async function appoint(instance: string, pid: number): Promise<void> {
  const owner = await supervisorOf(instance);
  if (owner !== undefined && owner !== Deno.pid) return;
  await Deno.writeTextFile(supervisorFile(instance), `${pid} ${await beginning(pid)}`);
}

/** Deletes all data of an instance that no process owns, and ends what runs beside it. */
export async function discard(instance: string): Promise<void> {
  await claim(instance);
  await killLeftovers(join(instanceDir(instance), "peers"));
  await Deno.remove(instanceDir(instance), { recursive: true });
}

/** Gives the instance up: afterwards it counts as stopped. */
export async function release(instance: string): Promise<void> {
  await Deno.remove(stateFile(instance)).catch(ignoreMissing);
  await Deno.remove(supervisorFile(instance)).catch(ignoreMissing);
}

/** From now on the instance counts as running. */
export async function writeState(state: StackState): Promise<void> {
  await writeSecretFile(stateFile(state.instance), JSON.stringify(state, null, 2));
}

/** The state of a running instance; undefined when none runs or it is still starting. */
export async function readState(instance: string): Promise<StackState | undefined> {
  if (await supervisorOf(instance) === undefined) return undefined;
  const text = await Deno.readTextFile(stateFile(instance)).catch(ignoreMissing);
  return text ? JSON.parse(text) : undefined;
}

/** The instance that a task needs is not up. */
export class NotRunning extends Error {}

/** The state of an instance that has to run. @throws {NotRunning} with the line that starts it */
export async function runningInstance(instance: string): Promise<StackState> {
  const state = await readState(instance);
  if (state) return state;
  throw new NotRunning(
    `Instance ${instance} is not running. Start it with: ${taskLine("start", instance)}`,
  );
}
