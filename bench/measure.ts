import { setTimeout as pause } from "node:timers/promises";
import type { Sql } from "../supabase/functions/_shared/database/connection.ts";
import type { Stack } from "../stack/stack.ts";
import type { Progress } from "../stack/types.ts";
import { makeBinding } from "./bindings.ts";
import { createOneByOne, createThenWriteEach, updateOneByOne } from "./earlier_way.ts";
import { createInProcess } from "./in_process.ts";
import { callFunction } from "./ours.ts";
import { changeAll, clear, needs, plant, plantOne } from "./rows.ts";
import { analyze } from "./analyze.ts";
import { makeWorld, type World } from "./world.ts";

/** Records per second unless the name says otherwise; null where this Odoo cannot be measured so. */
export interface Figures {
  create: {
    earlier_per_s: number;
    ours_per_s: number;
    in_process_per_s: number | null;
    without_bulk_action_per_s: number;
  };
  update: { earlier_per_s: number; ours_per_s: number; without_bulk_action_per_s: number };
  dependencies: { create_then_write_per_s: number; ours_per_s: number };
  unchanged: { rpc: number; writes: number; seconds: number };
  shadow: { per_s: number; seconds: number };
}

/** The earlier way is sampled: its rate does not depend on how many there are. */
const earlierSample = 150;
const linkedTasks = 1000;
const levels = 5;

/** One round: everything once, ours and the baselines after each other, in fresh Odoo databases. */
export async function measureRound(
  stack: Stack,
  sql: Sql,
  tasks: number,
  round: number,
  progress: Progress,
): Promise<Figures> {
  const step = <T>(title: string, work: () => Promise<T>) =>
    progress.step(`Round ${round}: ${title}`, work);
  await clear(sql);
  const bindings = { main: `main_${round}`, linked: `linked_${round}`, plain: `plain_${round}` };
  const { main, linked, plain } = bindings;
  const database = await step("warm up", async () => {
    await makeBinding(stack, sql, linked);
    await makeBinding(stack, sql, plain, { bulkAction: false });
    const own = await makeBinding(stack, sql, main);
    // The first task of a database finds no server action: it is made, and Odoo's caches begin anew.
    for (const binding of [main, linked, plain]) {
      await plantOne(sql, binding);
      await seed(stack, binding);
    }
    await shadow(stack, main);
    return own;
  });
  const ours = await measureOurs(stack, sql, tasks, bindings, step);
  const world = await step("prepare the baselines", () => makeWorld(stack, database));
  await analyze(stack, [database]);
  const baselines = await measureBaselines(stack, database, world, tasks, step);
  return {
    create: {
      earlier_per_s: baselines.create,
      ours_per_s: ours.create,
      in_process_per_s: baselines.inProcess,
      without_bulk_action_per_s: ours.plain.create,
    },
    update: {
      earlier_per_s: baselines.update,
      ours_per_s: ours.update,
      without_bulk_action_per_s: ours.plain.update,
    },
    dependencies: {
      create_then_write_per_s: baselines.dependencies,
      ours_per_s: ours.dependencies,
    },
    unchanged: ours.unchanged,
    shadow: ours.shadow,
  };
}

type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

async function measureOurs(
  stack: Stack,
  sql: Sql,
  tasks: number,
  bindings: { main: string; linked: string; plain: string },
  step: Step,
) {
  const { main, linked, plain } = bindings;
  await plant(sql, main, tasks);
  const created = await step(`ours, create ${tasks}`, () => seed(stack, main));
  await analyze(stack, [`odoo_bench_${main}`]);
  // What a run wrote is read once more by the next one, and that is all once its second is over.
  await pause(1000);
  await step("ours, first look", () => seed(stack, main));
  const unchanged = await step("ours, nothing changed", () => seed(stack, main));
  const shadowed = await step("ours, full shadow", () => shadow(stack, main));
  await changeAll(sql, main);
  const updated = await step(`ours, update ${tasks}`, () => seed(stack, main));
  await plant(sql, linked, linkedTasks, levels);
  const title = `ours, create ${linkedTasks} with dependencies`;
  const withDependencies = await step(title, () => seed(stack, linked));
  return {
    plain: await measurePlain(stack, sql, tasks, plain, step),
    create: tasks / created.seconds,
    update: tasks / updated.seconds,
    dependencies: linkedTasks / withDependencies.seconds,
    unchanged,
    shadow: { per_s: tasks / shadowed.seconds, seconds: shadowed.seconds },
  };
}

/** What others than tenants of ours get unless they ask for more. */
async function measurePlain(stack: Stack, sql: Sql, tasks: number, plain: string, step: Step) {
  await plant(sql, plain, tasks);
  const title = `create ${tasks} without the server action`;
  const created = await step(title, () => seed(stack, plain));
  await analyze(stack, [`odoo_bench_${plain}`]);
  await changeAll(sql, plain);
  const updated = await step(`update ${tasks} without it`, () => seed(stack, plain));
  return { create: tasks / created.seconds, update: tasks / updated.seconds };
}

async function measureBaselines(
  stack: Stack,
  database: string,
  world: World,
  tasks: number,
  step: Step,
) {
  // The values that ours sends, follower rows included: the stronger baseline.
  const values = Array.from({ length: tasks }, (_, n) => ({
    ...world.task(n),
    message_follower_ids: world.followers,
  }));
  const waitsFor = (n: number) => needs(n, linkedTasks, levels);
  return {
    create: await step(
      `earlier way, create ${earlierSample}`,
      () => createOneByOne(world, earlierSample),
    ),
    update: await step(
      `earlier way, update ${earlierSample}`,
      () => updateOneByOne(world, earlierSample),
    ),
    dependencies: await step(
      `create ${linkedTasks}, then write the dependencies of each`,
      () => createThenWriteEach(world, linkedTasks, waitsFor),
    ),
    inProcess: await step(
      `Odoo's own ORM in process, create ${tasks}`,
      () => createInProcess(stack, database, world.client.uid, values),
    ),
  };
}

function seed(stack: Stack, binding: string) {
  return callFunction(stack, "seed-odoo-finance", { binding });
}

function shadow(stack: Stack, binding: string) {
  return callFunction(stack, "shadow-odoo-finance", { binding });
}
