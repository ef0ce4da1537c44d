import { join } from "node:path";
import { run, succeeds } from "../../command.ts";

/** An apt whose lists, cache and status live in one folder: no root, nothing of the host touched. */
export interface PrivateApt {
  folder: string;
  get(args: string[], cwd?: string): Promise<string>;
  /** Whether a package of that name is to be had. */
  carries(name: string): Promise<boolean>;
}

/** Makes the folder and reads the package lists of `sources`; the status says nothing is installed. */
export async function privateApt(folder: string, sources: string): Promise<PrivateApt> {
  for (const path of ["state/lists/partial", "cache/archives/partial"]) {
    await Deno.mkdir(join(folder, path), { recursive: true });
  }
  await Deno.writeTextFile(join(folder, "status"), "");
  await Deno.writeTextFile(join(folder, "sources.list"), `${sources}\n`);
  const settings = privateSettings(folder);
  const env = { LC_ALL: "C.UTF-8" };
  const apt: PrivateApt = {
    folder,
    get: (args, cwd) => run("apt-get", [...settings, ...args], { cwd, env }),
    async carries(name) {
      const names = await run("apt-cache", [...settings, "pkgnames", name], { env });
      return names.split("\n").includes(name);
    },
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

/** Archives that the host's own apt is configured with, so that proxies and local mirrors are respected. */
export interface HostArchives {
  /** What goes by the host's name, e.g. `Ubuntu noble`. */
  name: string;
  /** Source of the host's own release. */
  own: string;
  /** Source of a release of Debian, where the host is Debian or has its archive beside its own. */
  debian?(suite: string): string;
}

/** Whether this host has apt and is of a kind whose archives are known. */
export async function aptServes(): Promise<boolean> {
  if (Deno.build.os !== "linux" || !await succeeds("apt-get", ["--version"])) return false;
  return distribution(await osRelease()) !== undefined;
}

/** Asks the host's apt for its archives. @throws {Error} where it has none of its own release */
export async function hostArchives(): Promise<HostArchives> {
  // --no-release-info: also answers where /var/lib/apt/lists is empty, as in a slim image.
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const filter = "Created-By: Packages";
  const args = ["indextargets", "--no-release-info", "--format", format, filter];
  return archivesOf(await osRelease(), await run("apt-get", args));
}

const DISTRIBUTIONS = {
  debian: { title: "Debian", components: ["main"], unnamed: "sid" },
  ubuntu: { title: "Ubuntu", components: ["main", "universe"], unnamed: "devel" },
};

const DEBIAN_SUITE = /^(oldstable|stable|testing|unstable|sid|bookworm|trixie|forky)$/;

/** The archives that /etc/os-release and lines of `<address> <suite> <component>` speak of. */
export function archivesOf(osRelease: string, targets: string): HostArchives {
  const id = distribution(osRelease);
  if (!id) throw new Error("Cannot find archives: this is neither Debian nor Ubuntu.");
  const { title, components, unnamed } = DISTRIBUTIONS[id];
  const suite = /^VERSION_CODENAME="?([\w-]+)/m.exec(osRelease)?.[1] ?? unnamed;
  const lines = targets.split("\n").map((line) => line.split(" "));
  const addressOf = (serves: (suite: string) => boolean) =>
    lines.find(([, release, component]) => serves(release ?? "") && component === "main")?.[0];
  const mirror = addressOf((release) => release === suite);
  if (!mirror) {
    throw new Error(
      `Cannot find an archive of ${title}: apt has no source for "${suite} main". ` +
        "Add one to /etc/apt/sources.list.d.",
    );
  }
  const debian = id === "debian" ? mirror : addressOf((release) => DEBIAN_SUITE.test(release));
  return {
    name: `${title} ${suite}`,
    own: source(id, mirror, suite, components),
    debian: debian ? (suite) => source("debian", debian, suite, ["main"]) : undefined,
  };
}

function source(id: string, mirror: string, suite: string, components: string[]): string {
  const keyring = `/usr/share/keyrings/${id}-archive-keyring.gpg`;
  return `deb [signed-by=${keyring}] ${mirror} ${suite} ${components.join(" ")}`;
}

function distribution(osRelease: string): keyof typeof DISTRIBUTIONS | undefined {
  const id = /^ID="?(\w+)/m.exec(osRelease)?.[1];
  return id === "debian" || id === "ubuntu" ? id : undefined;
}

async function osRelease(): Promise<string> {
  return await Deno.readTextFile("/etc/os-release").catch(() => "");
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
