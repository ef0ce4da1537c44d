/** A place in supabase/functions, as far as imports are concerned. */
interface Room {
  kind: "function" | "http" | "capability" | "adapter" | "root" | "outside";
  name: string;
}

const functions = "/supabase/functions/";
const capabilities = new Set(["seeding", "tenancy"]);
/** Downward only: what each kind of room may import from besides itself. */
const below: Record<Room["kind"], Room["kind"][]> = {
  function: ["http", "capability", "adapter", "root"],
  http: ["adapter", "root"],
  capability: ["adapter", "root"],
  adapter: ["root"],
  root: [],
  outside: ["function", "http", "capability", "adapter", "root"],
};
/** Names the type of every dependency, so it may know adapters; by type alone. */
const depsFile = "_shared/deps.ts";

/** What drops, renames, dumps and fills any database of a server, and the one file that may reach it. */
const destroyers = new Map([
  ["_shared/odoo/databases.ts", "_shared/tenancy/owned_database.ts"],
  ["_shared/tenancy/postgres_databases.ts", "_shared/tenancy/owned_database.ts"],
  ["_shared/database/copy_database.ts", "_shared/tenancy/postgres_databases.ts"],
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
  if (here.kind === there.kind && here.name === there.name) return undefined;
  if (below[here.kind].includes(there.kind)) return undefined;
  if (pathInFunctions(from) === depsFile && there.kind === "adapter") {
    return typeOnly ? undefined : `Cannot import ${there.name}: ${depsFile} is for types alone.`;
  }
  return `Cannot import ${there.name}: ${here.name} is not above it.`;
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
  if (path === undefined) return { kind: "outside", name: "what is not a function" };
  const [top, second, third] = path.split("/");
  if (top !== "_shared") return { kind: "function", name: `the function ${top}` };
  if (third === undefined) return { kind: "root", name: "_shared" };
  const name = `_shared/${second}`;
  if (second === "http") return { kind: "http", name };
  return { kind: capabilities.has(second!) ? "capability" : "adapter", name };
}

function pathInFunctions(file: string): string | undefined {
  const at = file.lastIndexOf(functions);
  return at < 0 ? undefined : file.slice(at + functions.length);
}
