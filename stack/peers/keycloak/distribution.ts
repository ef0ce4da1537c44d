import { dirname, join } from "node:path";
import { killLeftovers } from "../../leftovers.ts";
import { logEnd } from "../../log_end.ts";
import { ignoreMissing } from "../../missing.ts";
import { exclusively } from "../../odoo/debian/lock.ts";
import { cacheDir } from "../../paths.ts";
import { spawnLogged } from "../../process.ts";
import { requireSpace } from "../../space.ts";
import type { Progress } from "../../types.ts";
import { type MavenArchive, unpackArchive } from "../maven.ts";

export const archive: MavenArchive = {
  group: "org.keycloak",
  name: "keycloak-quarkus-dist",
  version: "26.7.3",
  sha256: "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f",
};

/** Its zip, twice with Maven's own copy, and what is unpacked and built of it. */
const bytes = 7e8;

/** Where it is once it is built. */
export const distribution: string = join(cacheDir, "peers", `keycloak-${archive.version}`);

/** Fetches Keycloak and builds it for PostgreSQL, once: a folder of its name is whole. @throws {NotFetched} */
export async function installKeycloak(progress: Progress): Promise<void> {
  await exclusively(dirname(distribution), async () => {
    if (await Deno.stat(distribution).catch(ignoreMissing)) return;
    const title = `Install Keycloak ${archive.version}`;
    await progress.step(title, async (update) => {
      await build(update);
      update("");
    });
  });
}

async function build(update: (detail: string) => void): Promise<void> {
  await requireSpace(dirname(distribution), bytes, "install Keycloak");
  const logs = `${distribution}.logs`;
  const draft = `${distribution}.draft`;
  await killLeftovers(logs);
  for (const left of [logs, draft]) {
    await Deno.remove(left, { recursive: true }).catch(ignoreMissing);
  }
  await Deno.mkdir(draft, { recursive: true });
  update("fetching it");
  await unpackArchive(archive, draft, join(logs, "maven.log"));
  const unpacked = join(draft, `keycloak-${archive.version}`);
  update("building it for PostgreSQL");
  const logFile = join(logs, "build.log");
  const builder = await spawnLogged({
    command: join(unpacked, "bin/kc.sh"),
    // Without the feature a new secret of a client ends the old one at once.
    args: ["build", "--db=postgres", "--features=client-secret-rotation"],
    logFile,
  });
  const code = await builder.exited;
  if (code !== 0) {
    throw new Error(`Cannot build Keycloak: its exit code is ${code}. ${await logEnd(logFile)}`);
  }
  await Deno.rename(unpacked, distribution);
  for (const left of [logs, draft]) await Deno.remove(left, { recursive: true });
}
