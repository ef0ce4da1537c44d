/** Hosted functions run on Deno 2.1.4 (V8 13.0): what newer ones have, as asked of both; `using` and import attributes are there. */
const members = new Set([
  ...["toBase64", "toHex", "fromBase64", "fromHex", "setFromBase64", "setFromHex"],
  ...["getOrInsert", "getOrInsertComputed", "toTemporalInstant", "textStream"],
  ...["cpuUsage", "threadCpuUsage"],
  ...["RegExp.escape", "Error.isError", "Math.sumPrecise", "Iterator.concat", "Atomics.pause"],
  ...["Deno.spawn", "Deno.spawnAndWait", "Deno.spawnAndWaitSync"],
]);
const globals = new Set([
  ...["Temporal", "DisposableStack", "AsyncDisposableStack", "SuppressedError"],
  ...["PerformanceObserver", "BroadcastChannel", "QuotaExceededError"],
]);
/** Of a module of Node's; cpuUsage is there and answers 0. */
const exported = new Set([
  ...["node:crypto hash", "node:process cpuUsage", "node:process threadCpuUsage"],
]);

const reported = (what: string) =>
  `Cannot use ${what} here: hosted functions run on Deno 2.1.4, which lacks it.`;

/** Why a function must not reach for `object.member`; undefined when it may. */
export function lackedMember(object: string | undefined, member: string): string | undefined {
  const whole = `${object}.${member}`;
  return members.has(member) || members.has(whole) ? reported(`"${member}"`) : undefined;
}

/** As lackedMember, for a name that is there without an import. */
export function lackedGlobal(name: string): string | undefined {
  return globals.has(name) ? reported(`"${name}"`) : undefined;
}

/** As lackedMember, for what is imported from a module. */
export function lackedExport(module: unknown, name: string): string | undefined {
  return exported.has(`${module} ${name}`) ? reported(`"${name}" of "${module}"`) : undefined;
}
