import { join } from "node:path";
import { ignoreMissing } from "../../stack/missing.ts";
import { root } from "../../stack/paths.ts";

const folder = "supabase/functions";

/**
 * A deno.json for every function, by path: the CLI deploys a function with the one in its folder, and with nothing
 * else that says a version. All are copies of the one beside them, which the shared modules have.
 */
export async function functionConfigs(): Promise<[path: string, text: string][]> {
  const text = await Deno.readTextFile(join(root, folder, "deno.json"));
  const configs: [string, string][] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(root, folder))) {
    if (!isDirectory) continue;
    const entrypoint = await Deno.stat(join(root, folder, name, "index.ts")).catch(ignoreMissing);
    if (entrypoint) configs.push([`${folder}/${name}/deno.json`, text]);
  }
  return configs.sort();
}
