import { ignoreMissing } from "../../stack/missing.ts";
import type { Settings } from "./settings.ts";

/** Those of the files and folders that are there: a repository may keep its seeds in SQL alone. */
export async function seedPaths({ paths }: Settings): Promise<string[]> {
  const found = await Promise.all(paths.map(async (path) => ({
    path,
    isThere: await Deno.stat(path).catch(ignoreMissing) !== undefined,
  })));
  return found.filter(({ isThere }) => isThere).map(({ path }) => path);
}

/** Of files, `--prune` where the repository asks for it; of what is stored it means something else. */
export function withPrune(paths: readonly string[], { prune }: Settings): string[] {
  return prune && paths.length > 0 ? ["--prune"] : [];
}
