import { join } from "node:path";
import { packageFolder } from "../packages.ts";

/** What hosted functions run on, and what stays so. */
const VERSION = "2.1.4";

/** The program, fetched when it is not there yet; glibc's on Linux. */
export async function hostedDeno(): Promise<string> {
  const { os, arch } = Deno.build;
  const machine = `${os}-${arch === "aarch64" ? "arm64" : "x64"}${os === "linux" ? "-glibc" : ""}`;
  const folder = await packageFolder(`npm:@deno/${machine}@${VERSION}/package.json`);
  return join(folder, "deno");
}
