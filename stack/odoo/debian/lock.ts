import { join } from "node:path";

/** Two stacks may start at once and share the cache; the lock ends with its process. */
export async function exclusively<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await Deno.mkdir(folder, { recursive: true });
  using file = await Deno.open(join(folder, "lock"), { create: true, write: true });
  await file.lock(true);
  return await work();
}
