import { setTimeout as pause } from "node:timers/promises";
import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import type { Stack } from "../../stack/stack.ts";
import type { Progress } from "../../stack/types.ts";
import { makeBinding } from "../bindings.ts";
import { createOneByOne, updateOneByOne } from "../earlier_way.ts";
import { createInProcess } from "../in_process.ts";
import { clear } from "../rows.ts";
import { analyze } from "../analyze.ts";
import { connect, makeWorld } from "../world.ts";
import { call, type Ran } from "./call.ts";
import { found, meddle } from "./people.ts";
import { dearestSlice, peakMemory, restart, watchCpu } from "./processes.ts";
import { changeSome, plantMany, readView } from "./rows.ts";

/** What one number of tasks costs, in seconds. */
export interface Size {
  tasks: number;
  create: Ran;
  /** The run after it, which finds nothing to write and notes that all of it agrees. */
  noting: Ran;
  unchanged: Ran;
  shadow: Ran;
  plan: number;
  drift: number;
}

/** Everything the table is made of; rates in records per second. */
export interface ScaleFigures {
  sizes: Size[];
  updateAll: { tasks: number; ran: Ran };
  /** The run that writes 1 % of the largest size, and one that writes as many and has no others. */
  changed: { tasks: number; ran: Ran; alone: Ran; aloneUnchanged: Ran };
  people: { found: number; ran: Ran };
  baselines: { create: number; update: number; inProcess: number | null };
  memory: number;
  /** The dearest slice of the largest size. */
  sliceCpu: number;
}

const earlierSample = 150;
const peoplesChanges = 6;
export { peoplesChanges };

/** Measures 1 %, 10 % and all of `tasks`, each in an Odoo database of its own. */
export async function measureScale(
  stack: Stack,
  sql: Sql,
  tasks: number,
  progress: Progress,
): Promise<ScaleFigures> {
  const step = <T>(title: string, work: () => Promise<T>) => progress.step(title, work);
  const seed = (binding: string) => call(stack, "seed-odoo-finance", { binding });
  const sizes: Size[] = [];
  using cpu = watchCpu(stack);
  const measure = async (binding: string, count: number) => {
    await step(`Prepare ${count} tasks`, () => prepare(stack, sql, binding, count));
    sizes.push(await measureSize(stack, sql, binding, count, step));
    return sizes.at(-1)!;
  };

  const small = await measure("small", tasks / 100);
  await changeSome(sql, "small", 1);
  const alone = await step(`Update ${tasks / 100}`, () => seed("small"));

  await measure("middle", tasks / 10);
  await changeSome(sql, "middle", 1);
  const updateAll = await step(`Update ${tasks / 10}`, () => seed("middle"));
  const baselines = await measureBaselines(stack, sql, tasks / 10, step);

  await restart(stack);
  await measure("large", tasks);
  const count = await changeSome(sql, "large", 100);
  const ran = await step(`Update ${count} of ${tasks}`, () => seed("large"));
  const people = await step("Changes by people, incremental shadow", async () => {
    // As a schedule would have left it.
    await call(stack, "shadow-odoo-finance", { binding: "large", drift: false });
    const refs = await meddle(sql, await connect(stack, databaseOf(stack, "large")), "large");
    const shadowed = await call(stack, "shadow-odoo-finance", { binding: "large", drift: false });
    return { ran: shadowed, found: await found(sql, refs) };
  });
  return {
    sizes,
    updateAll: { tasks: tasks / 10, ran: updateAll },
    changed: { tasks: count, ran, alone, aloneUnchanged: small.unchanged },
    people,
    baselines,
    memory: await peakMemory(stack),
    sliceCpu: await dearestSlice(stack, "large", cpu),
  };
}

type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

async function prepare(stack: Stack, sql: Sql, binding: string, count: number): Promise<void> {
  await clear(sql);
  await makeBinding(stack, sql, binding);
  // The first runs of a database make its field, start the functions and warm both workers.
  await call(stack, "seed-odoo-finance", { binding });
  await call(stack, "shadow-odoo-finance", { binding });
  await plantMany(sql, binding, count);
}

async function measureSize(
  stack: Stack,
  sql: Sql,
  binding: string,
  tasks: number,
  step: Step,
): Promise<Size> {
  const seed = () => call(stack, "seed-odoo-finance", { binding });
  const create = await step(`Create ${tasks}`, seed);
  await analyze(stack, [databaseOf(stack, binding)]);
  await pause(1000);
  const noting = await step("First look at what was created", seed);
  const unchanged = await step("Nothing changed", seed);
  const shadow = await step(
    "Full shadow",
    () => call(stack, "shadow-odoo-finance", { binding, full: true, drift: false }),
  );
  const plan = await step("v_plan", () => readView(sql, "v_plan"));
  const drift = await step("v_drift", () => readView(sql, "v_drift"));
  return { tasks, create, noting, unchanged, shadow, plan, drift };
}

async function measureBaselines(stack: Stack, sql: Sql, tasks: number, step: Step) {
  const database = await makeBinding(stack, sql, "baseline");
  await call(stack, "seed-odoo-finance", { binding: "baseline" });
  const world = await makeWorld(stack, database);
  await analyze(stack, [database]);
  const create = await step("The earlier way, create", () => createOneByOne(world, earlierSample));
  const update = await step("The earlier way, update", () => updateOneByOne(world, earlierSample));
  const values = Array.from({ length: tasks }, (_, n) => ({
    ...world.task(n),
    message_follower_ids: world.followers,
  }));
  const inProcess = await step(
    `Odoo's own ORM in process, create ${tasks}`,
    () => createInProcess(stack, database, world.client.uid, values),
  );
  return { create, update, inProcess };
}

function databaseOf(stack: Stack, binding: string): string {
  return `${stack.odoo!.database}_${binding}`;
}
