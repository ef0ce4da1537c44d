import { join } from "node:path";

/** All files below `folder` whose name ends so, sorted. */
export async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !entry.name.startsWith(".")) {
      found.push(...await filesBelow(path, ending));
    } else if (entry.isFile && entry.name.endsWith(ending)) found.push(path);
  }
  return found.sort();
}
