import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { callFunction, ownFunction } from "./functions.ts";
import { type Fate, type ProxiedCall, startProxy } from "./proxy.ts";
import { countOurs } from "./records.ts";
import { type Scenario, stack } from "./scenario.ts";

const isCreate = (of: string) => ({ model, method }: ProxiedCall) =>
  model === of && method === "create";

export const isTaskCreate = isCreate("project.task");

/** Adds a project with so many tasks. */
export async function projectOf(s: Scenario, tasks: number): Promise<void> {
  await s.tasks(tasks, "task", await s.project("close"));
}

/** Every seed is in Odoo once, and a further run finds nothing to do. */
export async function expectEachOnce(s: Scenario, tasks: number): Promise<void> {
  await s.bind({ url: stack.odoo.url });
  strictEqual(await countOurs(s, "project.project"), 1);
  strictEqual(await countOurs(s, "project.task"), tasks);
  const last = await s.seed();
  deepStrictEqual([last.status, last.counts], [200, { noop: tasks + 1 }]);
  deepStrictEqual((await s.shadow()).drift, {});
}

/**
 * A proxy before Odoo that holds creates back, of tasks unless told: all or those named by their number. `arrived` is
 * the first of them; each goes on to its fate after `release`.
 */
export async function holdCreates(
  { of = "project.task", which = () => true, fate = "forward" }: {
    of?: string;
    which?: (nth: number) => boolean;
    fate?: Fate;
  } = {},
) {
  const [release, released] = gate();
  const [reached, arrived] = gate();
  let creates = 0;
  const proxy = await startProxy(async (call): Promise<Fate> => {
    if (!isCreate(of)(call) || !which(++creates)) return "forward";
    reached();
    await released;
    return fate;
  });
  return { ...proxy, arrived, release };
}

const isTaskSave = ({ model, method }: ProxiedCall) =>
  model === "project.task" && /^(write|web_save_multi)$/.test(method);

/**
 * Calls a path of the function; its process dies at the second save of 100 tasks, the first one's answer is lost.
 * Before 19 a save is of one task. @returns how many the first one saved
 */
export async function killedAtSave(s: Scenario, path: string, body: object): Promise<number> {
  await using own = await ownFunction("seed-odoo-finance", {
    SEED_CALLS_IN_FLIGHT: "1",
    SEED_BATCH_ROWS: "100",
  });
  let saves = 0;
  await using proxy = await startProxy((call) => {
    if (!isTaskSave(call)) return "forward";
    if (++saves === 1) return "lose_answer";
    own.kill();
    return "drop";
  });
  await s.bind({ url: proxy.url });
  await rejects(callFunction("seed-odoo-finance", body, `${own.url}${path}`));
  await proxy.idle();
  const saved = (await s.bot()).version.major >= 19 ? 100 : 1;
  strictEqual(await countOurs(s, "project.task"), saved);
  await s.bind({ url: stack.odoo.url });
  await expireLeases(s);
  return saved;
}

/** Lets the time of a run that shows no life pass. */
export async function expireLeases(s: Scenario): Promise<void> {
  await s.sql`
    update odoo_seed.sync_runs set lease_expires_at = now() - interval '1 second'
    where binding = ${s.binding} and status = 'running'`;
}

/** A promise and what resolves it. */
function gate(): [open: () => void, opened: Promise<void>] {
  const { promise, resolve } = Promise.withResolvers<void>();
  return [resolve, promise];
}
