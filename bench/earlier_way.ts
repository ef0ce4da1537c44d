import type { World } from "./world.ts";
// The baselines do not mail, either, and are the stronger for it.
import { quiet } from "../supabase/functions/_shared/odoo/contexts.ts";

/** Ways of before, as records per second. */

const model = "project.task";

/** One search and one create a task, one after the other, without a context. */
export async function createOneByOne(world: World, count: number): Promise<number> {
  return await perSecond(count, async (n) => {
    const known = await find(world, n);
    if (known) await world.client.write(model, [known], world.task(n));
    else await world.client.create(model, [{ ...world.task(n), x_external_ref: ref(n) }]);
  });
}

/** One search and one write a task that is there. */
export async function updateOneByOne(world: World, count: number): Promise<number> {
  return await perSecond(count, async (n) => {
    await world.client.write(model, [(await find(world, n))!], world.changed(n));
  });
}

/** Tasks in quiet batches, then a second pass that writes each one's dependencies, as the earlier way did. */
export async function createThenWriteEach(
  world: World,
  count: number,
  needs: (n: number) => number[],
): Promise<number> {
  const started = performance.now();
  const ids: number[] = [];
  for (let first = 0; first < count; first += 500) {
    const batch = Array.from({ length: Math.min(500, count - first) }, (_, n) => ({
      ...world.task(first + n),
      message_follower_ids: world.followers,
    }));
    ids.push(...await world.client.create(model, batch, quiet));
  }
  for (let n = 0; n < count; n++) {
    const links = needs(n).map((before) => ids[before]!);
    if (links.length === 0) continue;
    await world.client.write(model, [ids[n]!], { depend_on_ids: [[6, 0, links]] });
  }
  return count / ((performance.now() - started) / 1000);
}

function ref(n: number): string {
  return `EARLIER_${n}`;
}

async function find(world: World, n: number): Promise<number | undefined> {
  const kwargs = { domain: [["x_external_ref", "=", ref(n)]], limit: 1 };
  const ids = await world.client.call(model, "search", { kwargs }) as number[];
  return ids[0];
}

async function perSecond(count: number, work: (n: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  for (let n = 0; n < count; n++) await work(n);
  return count / ((performance.now() - started) / 1000);
}
