import { join } from "node:path";
import type { Progress } from "../../types.ts";
import { ignoreMissing } from "../../missing.ts";
import { requireSpace } from "../../space.ts";
import { WAYS } from "../ways.ts";
import { downloads, hostArchives, plannedPackages, privateApt } from "./apt.ts";
import type { HostArchives, PrivateApt } from "./apt.ts";
import { watchSize } from "./arrived.ts";
import { importOdoo } from "./imports.ts";
import { unpack } from "./unpack.ts";

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

/** A part of python3-lxml until its 5.2, a package of its own since then (Debian 13, Ubuntu 24.04). */
const HTML_CLEAN = "python3-lxml-html-clean";

/** The C library has to be the one the host's own loader belongs to. */
const OF_THE_HOST = new Set(["libc6"]);

/** The most that all of it takes, 1.2 GB while the packages lie beside what was in them, with an instance. */
const NEEDED_BYTES = 1_800e6;

export interface UnpackedOdoo {
  /** Folder that stands for `/` of the packages. */
  root: string;
  /** Debian's version, e.g. `19.0.0+dfsg-1`. */
  version: string;
}

interface Stamp {
  version: string;
  /** Whether Odoo was imported with the libraries beside it; unknown of a folder laid out long ago. */
  imports?: boolean;
}

/** Fetches and unpacks Odoo and its libraries into `folder`, unless the stamp says it is there and whole. */
export async function unpackedOdoo(folder: string, progress: Progress): Promise<UnpackedOdoo> {
  const stamp = join(folder, "unpacked.json");
  const root = join(folder, "root");
  const known = await knownStamp(stamp);
  if (known?.imports) return { root, version: known.version };
  const version = known && await importsAs(folder, root)
    ? known.version
    : await layOut(folder, root, progress);
  await Deno.writeTextFile(stamp, JSON.stringify({ version, imports: true } satisfies Stamp));
  return { root, version };
}

async function knownStamp(file: string): Promise<Stamp | undefined> {
  const text = await Deno.readTextFile(file).catch(ignoreMissing);
  return text ? JSON.parse(text) : undefined;
}

async function importsAs(folder: string, root: string): Promise<boolean> {
  return await importOdoo(folder, root).then(() => true, () => false);
}

async function layOut(folder: string, root: string, progress: Progress): Promise<string> {
  await requireSpace(folder, NEEDED_BYTES, "fetch and unpack Odoo");
  const { archives, version } = await progress.step(
    "Fetch Odoo",
    (update) => fetchArchives(folder, update),
  );
  await progress.step("Unpack Odoo", (update) => unpack(archives, root, update));
  await progress.step("Import Odoo", () => importOdoo(folder, root));
  await Deno.remove(join(folder, "fetch"), { recursive: true });
  return version;
}

/** Downloads what is missing; apt checks the hash of each file and takes up an interrupted fetch. */
async function fetchArchives(folder: string, update: (detail: string) => void) {
  const archives = join(folder, "fetch", "archives");
  await Deno.mkdir(archives, { recursive: true });
  update("package lists");
  const hosts = await hostArchives();
  const [host, beside] = await Promise.all([
    privateApt(join(folder, "fetch", "host"), hosts.own),
    hosts.debian && privateApt(join(folder, "fetch", "odoo"), hosts.debian(ODOO_SUITE)),
  ]);
  const odoo = await whoCarriesOdoo(hosts, beside, host);
  const also = await host.carries(HTML_CLEAN) ? [HTML_CLEAN] : [];
  const wish = ["-s", "install", "--no-install-recommends", ...LIBRARIES, ...also];
  const libraries = plannedPackages(await host.get(wish)).filter((name) => !OF_THE_HOST.has(name));
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

/** Debian's archive where the host knows one, else the host's own. @throws {Error} where neither has it */
async function whoCarriesOdoo(
  { name }: HostArchives,
  ...apts: (PrivateApt | undefined)[]
): Promise<PrivateApt> {
  for (const apt of apts) if (apt && await apt.carries(ODOO_PACKAGE)) return apt;
  throw new Error(
    `Cannot fetch Odoo: no archive of ${name} and none of Debian that apt is configured with ` +
      `carries "${ODOO_PACKAGE}". ${WAYS}`,
  );
}
