import { join } from "node:path";
import { run } from "../../command.ts";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** An apt whose lists, cache and status live in one folder: no root, nothing of the host touched. */
export interface PrivateApt {
  folder: string;
  get(args: string[], cwd?: string): Promise<string>;
}

/** Makes the folder and reads the package lists of `suite`; the status says nothing is installed. */
export async function privateApt(folder: string, mirror: string, suite: string) {
  for (const path of ["state/lists/partial", "cache/archives/partial"]) {
    await Deno.mkdir(join(folder, path), { recursive: true });
  }
  await Deno.writeTextFile(join(folder, "status"), "");
  await Deno.writeTextFile(
    join(folder, "sources.list"),
    `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`,
  );
  const settings = privateSettings(folder);
  const apt: PrivateApt = {
    folder,
    get: (args, cwd) => run("apt-get", [...settings, ...args], { cwd, env: { LC_ALL: "C.UTF-8" } }),
  };
  await apt.get(["-q", "update"]);
  return apt;
}

function privateSettings(folder: string): string[] {
  return [
    `Dir::State=${folder}/state`,
    `Dir::State::lists=${folder}/state/lists`,
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}/cache`,
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    "Dir::Etc::sourceparts=-",
    "Debug::NoLocking=1",
    "APT::Sandbox::User=root", // the folder may be closed to apt's own user
    "APT::Update::Error-Mode=any", // a list that cannot be read is an error, not a warning
    "Acquire::Languages=none",
    "Acquire::Retries=3",
  ].flatMap((setting) => ["-o", setting]);
}

/** The host's own mirror and suite, asked of apt, so that proxies and local mirrors are respected. */
export async function hostMirror(): Promise<{ mirror: string; suite: string }> {
  const osRelease = await Deno.readTextFile("/etc/os-release");
  const suite = /^VERSION_CODENAME=(.+)$/m.exec(osRelease)?.[1] ?? "sid";
  // --no-release-info: also answers where /var/lib/apt/lists is empty, as in a slim image.
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const filter = "Created-By: Packages";
  const args = ["indextargets", "--no-release-info", "--format", format, filter];
  const mirror = mirrorOf(suite, await run("apt-get", args));
  if (mirror) return { mirror, suite };
  throw new Error(
    `Cannot find a Debian mirror: apt has no source for ${suite} main. ` +
      "Add one to /etc/apt/sources.list.d.",
  );
}

/** The address that serves `main` of the suite in lines of `<address> <suite> <component>`. */
export function mirrorOf(suite: string, targets: string): string | undefined {
  return targets.split("\n").map((line) => line.split(" "))
    .find(([, release, component]) => release === suite && component === "main")?.[0];
}

/** Names of the packages a simulated installation would bring in (`Inst <name> (<version> …`). */
export function plannedPackages(simulation: string): string[] {
  return [...simulation.matchAll(/^Inst (\S+) /gm)].map((match) => match[1]!);
}

export interface Download {
  file: string;
  bytes: number;
}

/** What `apt-get --print-uris download` lists (`'<uri>' <file> <bytes> <hash>`), each file once. */
export function downloads(uris: string): Download[] {
  const found = [...uris.matchAll(/^'\S+' (\S+) (\d+) /gm)]
    .map(([, file, bytes]) => ({ file: file!, bytes: Number(bytes) }));
  return [...new Map(found.map((download) => [download.file, download])).values()];
}
