import { join } from "node:path";
import { ignoreMissing } from "../missing.ts";
import { packageFolder } from "../packages.ts";

/** What hosted functions run on, and what stays so. */
const VERSION = "2.1.4";

/** Another Deno than this one. */
export interface DenoProgram {
  command: string;
  /** What it does not find out by itself. */
  env: Record<string, string>;
}

/** The platform's Deno, fetched when it is not there yet; glibc's on Linux. */
export async function hostedDeno(): Promise<DenoProgram> {
  const { os, arch } = Deno.build;
  const machine = `${os}-${arch === "aarch64" ? "arm64" : "x64"}${os === "linux" ? "-glibc" : ""}`;
  const folder = await packageFolder(`npm:@deno/${machine}@${VERSION}/package.json`);
  const registry = await npmRegistry();
  return {
    command: join(folder, "deno"),
    env: { DENO_TLS_CA_STORE: "system", ...registry && { NPM_CONFIG_REGISTRY: registry } },
  };
}

/** As npm's own settings say, which so old a Deno does not read; undefined without npm. */
async function npmRegistry(): Promise<string | undefined> {
  const npm = new Deno.Command("npm", { args: ["config", "get", "registry"], stderr: "null" });
  const answer = await npm.output().catch(ignoreMissing);
  return answer?.success ? new TextDecoder().decode(answer.stdout).trim() : undefined;
}
