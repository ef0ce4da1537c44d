import { join } from "node:path";

/** All files below `folder` whose name ends so, sorted; none when there is no such folder. */
export async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entries(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !entry.name.startsWith(".")) {
      found.push(...await filesBelow(path, ending));
    } else if (entry.isFile && entry.name.endsWith(ending)) found.push(path);
  }
  return found.sort();
}

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
