import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./paths.ts";

const RESOLVE = `const specifier = Deno.args[0];
await import(specifier, specifier.endsWith(".json") ? { with: { type: "json" } } : {});
console.log(import.meta.resolve(specifier));`;

/** This machine in npm's words, e.g. `linux-x64`. */
export function platform(): string {
  const { os, arch } = Deno.build;
  if (os !== "linux" && os !== "darwin") {
    throw new Error(`Cannot run the stack: ${os} is not supported. Use Linux, macOS or WSL.`);
  }
  return `${os}-${arch === "aarch64" ? "arm64" : "x64"}`;
}

/**
 * Fetches an npm package and returns the folder of the named module on disk. Packages of one platform
 * are pinned where they are used: Deno would fetch all that its import map names, for any platform.
 * A quiet process of its own does it: packages that carry programs have install scripts, about which
 * Deno would warn although nothing here needs them.
 */
export async function packageFolder(specifier: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--ext=ts", RESOLVE, specifier],
    cwd: root,
  }).output();
  if (!success) {
    const reason = new TextDecoder().decode(stderr).trim();
    throw new Error(
      `Cannot fetch ${specifier}: ${reason}\nIs the npm registry reachable from here?`,
    );
  }
  return dirname(fileURLToPath(new TextDecoder().decode(stdout).trim()));
}
