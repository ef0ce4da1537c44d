import { join } from "node:path";
import { logEnd } from "../../log_end.ts";
import { spawnLogged } from "../../process.ts";
import type { Progress } from "../../types.ts";
import { type Fetch, installOnce, type Program, programFolder } from "../draft.ts";
import { type MavenArchive, unpackArchive } from "../maven.ts";

export const archive: MavenArchive = {
  group: "org.keycloak",
  name: "keycloak-quarkus-dist",
  version: "26.7.3",
  sha256: "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f",
};

export const program: Program = { name: "keycloak", version: archive.version, bytes: 3.5e8 };

/** Where it is once it is built. */
export const distribution: string = programFolder(program);

/** Fetches Keycloak and builds it for PostgreSQL, once: a folder of its name is whole. @throws {NotFetched} */
export async function installKeycloak(progress: Progress): Promise<void> {
  await installOnce(program, progress, build);
}

const build: Fetch = async (draft, logFile, update) => {
  update("fetching it");
  const fetched = join(draft, "fetched");
  await Deno.mkdir(fetched);
  await unpackArchive(archive, fetched, logFile);
  const unpacked = join(fetched, `keycloak-${archive.version}`);
  for await (const { name } of Deno.readDir(unpacked)) {
    await Deno.rename(join(unpacked, name), join(draft, name));
  }
  await Deno.remove(fetched, { recursive: true });
  update("building it for PostgreSQL");
  const builder = await spawnLogged({
    command: join(draft, "bin/kc.sh"),
    // Without the feature a new secret of a client ends the old one at once.
    args: ["build", "--db=postgres", "--features=client-secret-rotation"],
    logFile,
  });
  const code = await builder.exited;
  if (code === 0) return code;
  throw new Error(`Cannot build Keycloak: its exit code is ${code}. ${await logEnd(logFile)}`);
};
