import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ProxiedCall } from "./proxy.ts";
import { countOurs } from "./records.ts";
import { type Scenario, stack } from "./scenario.ts";

export const isTaskCreate = ({ model, method }: ProxiedCall) =>
  model === "project.task" && method === "create";

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

/** A promise and what resolves it. */
export function gate(): [open: () => void, opened: Promise<void>] {
  const { promise, resolve } = Promise.withResolvers<void>();
  return [resolve, promise];
}
