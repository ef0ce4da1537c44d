/** A place in supabase/functions, as far as imports are concerned. */
interface Room {
  kind:
    | "function"
    | "resources"
    | "http"
    | "capability"
    | "deps"
    | "adapter"
    | "client"
    | "root"
    | "elsewhere";
  name: string;
  /** The room of a capability that a file lies in; undefined for those beside its rooms. */
  inner?: string;
}

const functions = "/supabase/functions/";
/** The rooms of each capability that are one above the other, highest first; files beside them are above all. */
const capabilities: Record<string, string[]> = {
  seeding: ["adopt", "run", "apply", "observe", "session"],
  tenancy: ["operations", "steps", "template", "backups", "tenant"],
  introspect: [],
  announcing: [],
  events: [],
  notifications: [],
};
/** Downward only: what each kind of room may import from besides itself. */
const below: Record<Room["kind"], Room["kind"][]> = {
  function: ["resources", "http", "capability", "deps", "adapter", "client", "root"],
  resources: ["http", "capability", "deps", "adapter", "client", "root"],
  http: ["deps", "adapter", "root"],
  capability: ["deps", "adapter", "client", "root"],
  deps: ["adapter", "root"],
  adapter: ["client", "root"],
  client: ["root"],
  root: [],
  elsewhere: ["function", "resources", "http", "capability", "deps", "adapter", "client", "root"],
};
/** Lists that are joined at the top of _shared, and belong there. */
const rootRooms = new Set(["config", "error_kinds"]);
/** What every adapter of an outside system needs. */
const clientRoom = "outside";
/** What a capability is given from outside: it names adapters, which know nothing of it. */
const depsFile = "_shared/deps.ts";

/** What drops, renames, dumps and fills any database of a server, and the one file that may reach it. */
const destroyers = new Map([
  ["_shared/odoo/databases.ts", "_shared/tenancy/tenant/owned_database.ts"],
  ["_shared/tenancy/tenant/postgres_databases.ts", "_shared/tenancy/tenant/owned_database.ts"],
  ["_shared/database/copy_database.ts", "_shared/tenancy/tenant/postgres_databases.ts"],
]);

/**
 * Why the file `from` must not import `specifier`; undefined when it may. Paths are absolute;
 * packages are never refused.
 */
export function layeringFault(
  from: string,
  specifier: string,
  typeOnly: boolean,
): string | undefined {
  if (!/^(\.{0,2}\/|file:)/.test(specifier)) return undefined;
  const to = new URL(specifier, `file://${from}`).pathname;
  const unproven = typeOnly ? undefined : destructionFault(from, to);
  if (unproven) return unproven;
  const [here, there] = [roomOf(from), roomOf(to)];
  if (here.kind === there.kind && here.name === there.name) return upwardFault(here, there);
  if (below[here.kind].includes(there.kind)) return undefined;
  return `Cannot import ${there.name}: ${here.name} is not above it.`;
}

/** As layeringFault, within one capability. */
function upwardFault(here: Room, there: Room): string | undefined {
  const floors = capabilities[here.name.replace("_shared/", "")] ?? [];
  const unknown = [here.inner, there.inner].find((room) => room && !floors.includes(room));
  if (unknown && here.kind === "capability") {
    return `Cannot import ${there.inner ?? there.name}: ${unknown} is no room of ${here.name}.`;
  }
  const floorOf = ({ inner }: Room) => inner === undefined ? -1 : floors.indexOf(inner);
  if (floorOf(here) <= floorOf(there)) return undefined;
  const what = there.inner ?? `what lies beside the rooms of ${there.name}`;
  return `Cannot import ${what}: ${here.inner} is not above it.`;
}

/** Whose a database is, is proven before anything is done to it; what is outside of the functions, or tests them, has its own. */
function destructionFault(from: string, to: string): string | undefined {
  const [here, there] = [pathInFunctions(from), pathInFunctions(to)];
  const only = there === undefined ? undefined : destroyers.get(there);
  if (!only || !here || here === only || here.endsWith("_test.ts")) return undefined;
  return `Cannot import ${there}: ${only} is the only one that may, and proves whose a database is.`;
}

/** Whether a file may read the environment: in the functions, only _shared/config.ts. */
export function mayReadEnvironment(file: string): boolean {
  const path = pathInFunctions(file);
  return path === undefined || path === "_shared/config.ts";
}

function roomOf(file: string): Room {
  const path = pathInFunctions(file);
  if (path === undefined) return { kind: "elsewhere", name: "what is not a function" };
  const [top, second, third, fourth] = path.split("/");
  if (top !== "_shared") return { kind: "function", name: `the function ${top}` };
  if (path === depsFile) return { kind: "deps", name: depsFile };
  if (third === undefined || rootRooms.has(second!)) return { kind: "root", name: "_shared" };
  const name = `_shared/${second}`;
  if (second === "http" || second === "resources") return { kind: second, name };
  if (second === clientRoom) return { kind: "client", name };
  if (!(second! in capabilities)) return { kind: "adapter", name };
  return { kind: "capability", name, ...(fourth !== undefined && { inner: third }) };
}

function pathInFunctions(file: string): string | undefined {
  const at = file.lastIndexOf(functions);
  return at < 0 ? undefined : file.slice(at + functions.length);
}
