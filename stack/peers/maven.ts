import { join } from "node:path";
import { logEnd } from "../log_end.ts";
import { spawnLogged } from "../process.ts";
import { NotFetched } from "./peer.ts";

/** Pinned, as Maven would take whichever is the newest. */
const PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/** An archive of a Maven repository, with what its bytes must be. */
export interface MavenArchive {
  group: string;
  name: string;
  version: string;
  /** Hexadecimal. */
  sha256: string;
}

/**
 * Unpacks a zip into a folder, from the repositories that Maven's own settings name.
 * @throws {NotFetched} where Maven is missing, or no repository has it
 */
export async function unpackArchive(
  archive: MavenArchive,
  folder: string,
  logFile: string,
): Promise<void> {
  const { group, name, version } = archive;
  const wanted = `${name} ${version}`;
  const mvn = await spawnLogged({
    command: "mvn",
    args: [
      ...["--batch-mode", "--strict-checksums", `${PLUGIN}:copy`, `${PLUGIN}:unpack`],
      ...[`-Dartifact=${group}:${name}:${version}:zip`, `-DoutputDirectory=${folder}`],
    ],
    cwd: folder, // where it notes what it has unpacked, and does not unpack that again
    logFile,
  });
  const code = await mvn.exited;
  if (code !== 0) {
    const reason = code === 127 ? "Maven is not there." : `Maven's exit code is ${code}.`;
    throw new NotFetched(`Cannot fetch ${wanted}: ${reason} ${await logEnd(logFile)}`);
  }
  const zip = join(folder, `${name}-${version}.zip`);
  const found = await sha256Of(zip);
  if (found !== archive.sha256) {
    throw new Error(`Cannot use ${wanted}: its SHA-256 is ${found}, not ${archive.sha256}.`);
  }
  await Deno.remove(zip);
}

async function sha256Of(path: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(digest).toHex();
}
