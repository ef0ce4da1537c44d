import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ignoreMissing } from "../../stack/missing.ts";
import { cacheDir } from "../../stack/paths.ts";
import { manifest } from "./manifest.ts";

const entry = fileURLToPath(new URL("ocp.ts", import.meta.url));
const types = fileURLToPath(new URL("types.json", import.meta.url));
const readme = new URL("readme.md", import.meta.url);

/** Where the package lies once it is built. */
export const folder: string = join(cacheDir, "ocp");

/** Builds the package anew. @returns the packed file */
export async function builtPackage(repository?: string): Promise<string> {
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(folder, { recursive: true });
  await run(Deno.execPath(), "check", "--quiet", "--config", types, entry);
  await run(
    ...[Deno.execPath(), "bundle", "--quiet", "--platform", "deno", "--code-splitting"] as const,
    ...["--minify", "--outdir", folder, entry],
  );
  await Deno.writeTextFile(
    join(folder, "package.json"),
    `${JSON.stringify(manifest(repository), null, 2)}\n`,
  );
  await Deno.copyFile(readme, join(folder, "README.md"));
  const packed = await run("npm", "pack", "--json", "--pack-destination", folder, folder);
  return join(folder, JSON.parse(packed)[0].filename);
}

/** @returns standard output @throws {Error} with what it said */
async function run(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (success) return text(stdout);
  throw new Error(`Cannot build ocp: ${program} ${args[0]} failed.\n${text(stderr)}`);
}
