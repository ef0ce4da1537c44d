import { join } from "node:path";
import type { Progress } from "../../types.ts";
import { ignoreMissing } from "../../missing.ts";
import { run } from "../../command.ts";
import { type Download, downloads, hostMirror, plannedPackages, privateApt } from "./apt.ts";
import type { PrivateApt } from "./apt.ts";

/** Debian's package of Odoo and the suite that carries it; its Python code runs on older suites. */
const ODOO_PACKAGE = "odoo-19";
const ODOO_SUITE = "sid";

/** Left out: python3-magic, which finds no magic file once relocated and then breaks base data. */
const LIBRARIES =
  ("asn1crypto babel cbor2 chardet cryptography dateutil docutils freezegun geoip2 " +
    "gevent greenlet idna jinja2 libsass lxml markupsafe num2words ofxparse openpyxl openssl " +
    "passlib pil polib psutil psycopg2 pypdf qrcode reportlab requests rjsmin serial stdnum tz " +
    "urllib3 usb vobject werkzeug xlrd xlsxwriter xlwt zeep").split(" ").map((name) =>
      `python3-${name}`
    );

/** The C library has to be the one the host's own loader belongs to. */
const OF_THE_HOST = new Set(["libc6"]);

/** Two thirds of 1.5 GB: translations and browser tests, which a server in English never reads. */
const NOT_UNPACKED = [
  "*/i18n/*.po",
  "*/i18n_extra/*.po",
  "*/static/tests/*",
  "./usr/share/doc/*",
  "./usr/share/locale/*",
  "./usr/share/man/*",
];

export interface UnpackedOdoo {
  /** Folder that stands for `/` of the packages. */
  root: string;
  /** Debian's version, e.g. `19.0.0+dfsg-1`. */
  version: string;
}

/** Whether this host can run Debian's packages. */
export async function isDebian(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const osRelease = await Deno.readTextFile("/etc/os-release").catch(() => "");
  return /^ID=debian$/m.test(osRelease);
}

/** Fetches and unpacks Odoo and its libraries into `folder`, unless the stamp says it is there. */
export async function unpackedOdoo(folder: string, progress: Progress): Promise<UnpackedOdoo> {
  const stamp = join(folder, "unpacked.json");
  const root = join(folder, "root");
  const known = await Deno.readTextFile(stamp).catch(() => undefined);
  if (known) return { root, version: (JSON.parse(known) as UnpackedOdoo).version };

  const { archives, version } = await progress.step(
    "Fetch Odoo from the Debian mirror",
    (update) => fetchArchives(folder, update),
  );
  await progress.step("Unpack Odoo", async (update) => {
    await Deno.remove(root, { recursive: true }).catch(ignoreMissing);
    await unpack(archives, root, update);
  });
  await Deno.writeTextFile(stamp, JSON.stringify({ version }));
  await Deno.remove(join(folder, "fetch"), { recursive: true });
  return { root, version };
}

/** Downloads what is missing; apt checks the hash of each file and takes up an interrupted fetch. */
async function fetchArchives(folder: string, update: (detail: string) => void) {
  const { mirror, suite } = await hostMirror();
  const archives = join(folder, "fetch", "archives");
  await Deno.mkdir(archives, { recursive: true });
  update("package lists");
  const [odoo, host] = await Promise.all([
    privateApt(join(folder, "fetch", "odoo"), mirror, ODOO_SUITE),
    privateApt(join(folder, "fetch", "host"), mirror, suite),
  ]);
  const plan = await host.get(["-s", "install", "--no-install-recommends", ...LIBRARIES]);
  const libraries = plannedPackages(plan).filter((name) => !OF_THE_HOST.has(name));
  const wanted: [PrivateApt, string[]][] = [[odoo, [ODOO_PACKAGE]], [host, libraries]];
  const lists = await Promise.all(
    wanted.map(([apt, names]) => apt.get(["--print-uris", "download", ...names])),
  );
  const files = lists.flatMap(downloads);
  const stopWatching = watchSize(archives, files, update);
  try {
    await Promise.all(
      wanted.map(([apt, names]) => apt.get(["-q", "download", ...names], archives)),
    );
  } finally {
    stopWatching();
  }
  const version = /_([^_]+)_/.exec(downloads(lists[0]!)[0]?.file ?? "")?.[1] ?? "unknown";
  return { archives: files.map(({ file }) => join(archives, file)), version };
}

/** Shows how much of the downloads has arrived, once a half second. */
function watchSize(folder: string, files: Download[], update: (detail: string) => void) {
  const total = megabytes(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const timer = setInterval(() => {
    let arrived = 0;
    for (const { name } of Deno.readDirSync(folder)) {
      try {
        arrived += Deno.statSync(join(folder, name)).size;
      } catch (error) {
        ignoreMissing(error); // apt renames a file when it is complete
      }
    }
    update(`${megabytes(arrived)} of ${total} MB`);
  }, 500);
  return () => {
    clearInterval(timer);
    update(`${total} MB`);
  };
}

/** Unpacks archives side by side into one folder. */
export async function unpack(archives: string[], root: string, update: (detail: string) => void) {
  await Deno.mkdir(root, { recursive: true });
  const exclude = NOT_UNPACKED.map((pattern) => `--exclude=${pattern}`);
  // A broken archive ends the stream early, which tar reports: no pipefail needed.
  const script = 'deb=$1; shift; dpkg-deb --fsys-tarfile "$deb" | tar -x "$@"';
  let done = 0;
  const queue = archives.values();
  const worker = async () => {
    for (const archive of queue) {
      await run("sh", ["-c", script, "sh", archive, "-C", root, ...exclude]);
      update(`${++done} of ${archives.length} packages`);
    }
  };
  await Promise.all([worker(), worker()]); // one is busy with Odoo, the other with the libraries
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
