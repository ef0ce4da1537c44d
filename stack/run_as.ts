import { dirname } from "node:path";

/** An unprivileged operating-system user. */
export interface RunAs {
  uid: number;
  gid: number;
}

/** PostgreSQL and Odoo refuse or should not have root: as root they run as nobody, else as oneself. */
export function unprivilegedUser(): RunAs | undefined {
  return Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : undefined;
}

/** Gives a folder and all in it to the user. */
export async function giveTo(runAs: RunAs | undefined, path: string): Promise<void> {
  if (!runAs) return;
  const { success, stderr } = await new Deno.Command("chown", {
    args: ["-R", `${runAs.uid}:${runAs.gid}`, path],
  }).output();
  if (!success) throw new Error(`Cannot chown ${path}: ${new TextDecoder().decode(stderr)}`);
}

/**
 * The command line before a command that drops root.
 * A clone under a closed folder (`/root`, mode 700) stays usable through one ambient capability,
 * given only where it is needed: read and traverse where the kernel grants it, else (in containers)
 * override.
 */
export async function runAsPrefix(runAs: RunAs, ...paths: string[]): Promise<string[]> {
  const drop = ["setpriv", `--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, "--clear-groups"];
  const closed = (await Promise.all(paths.map(closedParent))).find((path) => path !== undefined);
  if (closed === undefined) return drop;
  const capability = await traversalCapability();
  if (!capability) {
    throw new Error(
      `Cannot run ${paths[0]} as user ${runAs.uid}: ${closed} is closed to others. ` +
        "Clone somewhere else, for example under /srv.",
    );
  }
  // Without the securebit access(2) ignores capabilities, and initdb asks it about its programs.
  const securebit = "--securebits=+no_setuid_fixup";
  return [...drop, securebit, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
}

/** The first parent folder that others may not traverse. */
async function closedParent(path: string): Promise<string | undefined> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode } = await Deno.stat(folder);
    if (mode !== null && (mode & 0o001) === 0) return folder;
  }
}

/** Bits 1 (CAP_DAC_OVERRIDE) and 2 (CAP_DAC_READ_SEARCH) of the permitted set. */
async function traversalCapability(): Promise<string | undefined> {
  const status = await Deno.readTextFile("/proc/self/status");
  const permitted = BigInt("0x" + (/^CapPrm:\s*(\w+)/m.exec(status)?.[1] ?? "0"));
  if (permitted & 4n) return "dac_read_search";
  if (permitted & 2n) return "dac_override";
}
