import fc from "fast-check";
import { startStack } from "../../stack/stack.ts";
import { discard } from "../../stack/state.ts";
import type { OdooStack, Progress } from "../../stack/types.ts";
import { Breaker } from "./blows.ts";
import { openGround } from "./corner.ts";
import { Proxy } from "./proxy.ts";
import { type Schedule, schedules } from "./schedule.ts";
import { play, type Stage } from "./story.ts";
import { Tally } from "./tally.ts";

export interface ChaosOptions {
  schedules: number;
  seed: number;
  /** fast-check's path of a counterexample: plays that one alone. */
  path?: string;
  progress: Progress;
}

export interface ChaosCount {
  passed: number;
  failed: number;
}

/** A lease must outlast Odoo's longest call, in production 120 s; here Odoo is done in well below 2 s. */
const leaseSeconds = 3;
const env = {
  SEED_LEASE_SECONDS: String(leaseSeconds),
  SEED_CONFIRM_SECONDS: String(leaseSeconds),
  ODOO_TIMEOUT_SECONDS: "3",
  // Small enough for faults to strike between batches.
  SEED_BATCH_ROWS: "7",
  // Runs take several slices, each asked for by the queue.
  SEED_SLICE_MB: "0.3",
};
const slowestMs = 2000;
/** How many more schedules are played to make a failing one smaller. */
const shrinks = 30;
const instance = "chaos";

/** Plays random schedules on a stack of its own, until one fails; returns how many went which way. */
export async function runChaos(options: ChaosOptions): Promise<ChaosCount> {
  const { progress } = options;
  await discard(instance);
  const stack = await startStack({
    ...{ instance, ports: "free", odoo: true, functions: true, scratch: true, env, progress },
  });
  try {
    if (!stack.odoo) throw new Error("Cannot play schedules: the stack has no Odoo.");
    return await onStack({ ...stack, odoo: stack.odoo }, options);
  } finally {
    await stack.stop();
  }
}

async function onStack(stack: OdooStack, options: ChaosOptions): Promise<ChaosCount> {
  const { database, url } = stack.odoo;
  const proxy = await Proxy.start(url);
  const ground = await openGround(stack, database, proxy.url);
  const breaker = new Breaker(stack, database);
  const tally = new Tally();
  try {
    await breaker.layTraps();
    const started = performance.now();
    const passed = await playAll({ ground, proxy, breaker, tally }, options);
    tell(tally, options, performance.now() - started);
    return { passed: tally.count("schedules", "passed"), failed: passed ? 0 : 1 };
  } finally {
    await breaker.stop();
    await ground.sql.end();
    await proxy.stop();
  }
}

async function playAll(stage: Stage, options: ChaosOptions): Promise<boolean> {
  const { progress, seed, path } = options;
  let left = Infinity;
  const property = fc.asyncProperty(schedules, async (schedule) => {
    if (left-- <= 0) return;
    try {
      await playOne(schedule, stage, progress);
    } catch (error) {
      if (!fc.PreconditionFailure.isFailure(error)) left = Math.min(left, shrinks);
      throw error;
    }
  });
  const result = await fc.check(property, { numRuns: options.schedules, seed, path });
  if (!result.failed) return true;
  progress.note(`\nA schedule fails: ${(result.errorInstance as Error)?.message}`);
  progress.note(`Smallest one found: ${JSON.stringify(result.counterexample?.[0], null, 2)}`);
  progress.note(
    `Again: deno task test:chaos --seed ${result.seed} --path ${result.counterexamplePath}`,
  );
  return false;
}

async function playOne(schedule: Schedule, stage: Stage, progress: Progress): Promise<void> {
  const { proxy, tally } = stage;
  proxy.slowest = 0;
  const started = performance.now();
  try {
    await play(schedule, stage);
    tally.add("schedules", "passed");
  } catch (error) {
    // Slower than a lease allows: says nothing about the product. Another schedule takes its place.
    const slow = proxy.slowest > slowestMs;
    tally.add("schedules", slow ? "set aside" : "failed");
    progress.note(`${slow ? "Set aside" : "Failed"}: ${(error as Error).message}`);
    fc.pre(!slow);
    throw error;
  } finally {
    tally.add("ms", "all", performance.now() - started);
    const count = tally.total("schedules");
    if (count % 25 === 0) progress.note(`${count} schedules, ${tally.total("faults")} faults`);
  }
}

function tell(tally: Tally, { seed, progress }: ChaosOptions, ms: number): void {
  const lines = ["schedules", "steps", "runs", "faults", "people"].map((group) =>
    `  ${group}: ${tally.total(group)} (${tally.list(group)})`
  );
  progress.note(`\nSeed ${seed}, ${Math.round(ms / 1000)} s\n${lines.join("\n")}`);
}
