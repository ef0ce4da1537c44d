import { basename, dirname, join } from "node:path";
import { killLeftovers } from "../../leftovers.ts";
import { logEnd } from "../../log_end.ts";
import { ignoreMissing } from "../../missing.ts";
import { spawnLogged } from "../../process.ts";

/** Two thirds of 1.5 GB: translations and browser tests, which a server in English never reads. */
const NOT_UNPACKED = [
  "*/i18n/*.po",
  "*/i18n_extra/*.po",
  "*/static/tests/*",
  "./usr/share/doc/*",
  "./usr/share/locale/*",
  "./usr/share/man/*",
];

// A broken archive ends the stream early, which tar reports: no pipefail needed. In the background, since
// a shell that is asked to end would wait for what it runs; whoever ends it ends its group.
const SCRIPT =
  'deb=$1; shift; trap "exit 130" INT; dpkg-deb --fsys-tarfile "$deb" | tar -x "$@" & wait $!';

/**
 * Unpacks archives side by side into a draft, which then becomes `root`: a folder of that name is whole.
 * What a killed one left behind is ended and deleted first; whoever calls holds the folder's lock.
 */
export async function unpack(
  archives: string[],
  root: string,
  update: (detail: string) => void,
): Promise<void> {
  const draft = `${root}.draft`;
  const logs = join(dirname(root), "unpack");
  await killLeftovers(logs);
  for (const folder of [draft, root, logs]) await remove(folder);
  await Deno.mkdir(draft, { recursive: true });
  const exclude = NOT_UNPACKED.map((pattern) => `--exclude=${pattern}`);
  let done = 0;
  const queue = archives.values();
  const worker = async (nth: number) => {
    for (const archive of queue) {
      const args = ["-c", SCRIPT, "sh", archive, "-C", draft, ...exclude];
      const logFile = join(logs, `${nth}.log`);
      const code = await (await spawnLogged({ command: "sh", args, logFile })).exited;
      if (code !== 0) {
        throw new Error(
          `Cannot unpack ${basename(archive)}: exit code is ${code}. ${await logEnd(logFile)}`,
        );
      }
      update(`${++done} of ${archives.length} packages`);
    }
  };
  await Promise.all([worker(1), worker(2)]); // one is busy with Odoo, the other with the libraries
  await Deno.rename(draft, root);
  await remove(logs);
}

async function remove(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
}
