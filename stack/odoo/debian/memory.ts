import { ignoreMissing } from "../../missing.ts";
import { giveTo, type RunAs } from "../../run_as.ts";
import { shortDigest } from "../../short_digest.ts";
import { freeBytes } from "../../space.ts";

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";

/** What a cluster may grow to while tests copy databases, five times: so many stacks run at once. */
const ROOM = 5 * 1.5e9;

/**
 * A new folder in memory for a cluster's files, named after the folder that it stands for; undefined where
 * there is too little room. A database is 1,800 files: on a busy disk a copy costs ten times as much.
 */
export async function memoryFolder(of: string, runAs?: RunAs): Promise<string | undefined> {
  if (!await hasRoom()) return undefined;
  const folder = await pathInMemory(of);
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(folder, { mode: 0o700 });
  await giveTo(runAs, folder);
  return folder;
}

/** Gives the memory back; fine when none was taken. */
export async function freeMemory(of: string): Promise<void> {
  await Deno.remove(await pathInMemory(of), { recursive: true }).catch(ignoreMissing);
}

async function pathInMemory(of: string): Promise<string> {
  return `${MEMORY}/odoo-${await shortDigest(of)}`;
}

async function hasRoom(): Promise<boolean> {
  const free = await freeBytes(MEMORY).catch(() => 0); // not on every system
  return free >= ROOM && Deno.systemMemoryInfo().available >= 2 * ROOM;
}
