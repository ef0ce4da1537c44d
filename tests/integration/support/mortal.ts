import { AsyncLocalStorage } from "node:async_hooks";
import { endless } from "../../../supabase/functions/_shared/budget.ts";
import { openDatabase } from "../../../supabase/functions/_shared/database/connection.ts";
import {
  type StepQueue,
  stepQueue,
} from "../../../supabase/functions/_shared/database/operations.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import { findStep } from "../../../supabase/functions/_shared/tenancy/operations.ts";
import { runSteps } from "../../../supabase/functions/_shared/tenancy/runner.ts";
import type { Step } from "../../../supabase/functions/_shared/tenancy/tenant/step.ts";
import { calledBy } from "./proxy.ts";
import { runnerDeps } from "./runner.ts";
import { loadStack } from "./stack.ts";
import { startWire } from "./wire.ts";

const never = () => new Promise<never>(() => {});

/**
 * Where runners die. Each step is struck before it does anything; then, try by try, after the first
 * change that the outside has answered, after the second, and so on; and at last when it is done and
 * nobody has been told. Calls that only read are no points: nothing is different after them.
 */
export class KillPoints {
  /** e.g. `bot: after ir.actions.server.run`. */
  readonly struck: string[] = [];
  readonly #tries = new Map<string, number>();

  /** @param strikes which steps; all unless given */
  constructor(private readonly strikes: (step: string) => boolean = () => true) {}

  /** After how many changes the next try of a step dies, 0 being its beginning; none once it has died of its end. */
  next(step: string): number | undefined {
    if (!this.strikes(step)) return undefined;
    const point = this.#tries.get(step) ?? 0;
    this.#tries.set(step, point + 1);
    return point === Infinity ? undefined : point;
  }

  strike(step: string, where: string): void {
    this.struck.push(`${step}: ${where}`);
    if (where === "at its end") this.#tries.set(step, Infinity);
  }

  /** One line a step. */
  list(): string {
    const steps = Map.groupBy(this.struck, (point) => point.split(":")[0]!);
    return [...steps].map(([step, points]) =>
      `  ${step}: ${points.map((point) => point.slice(step.length + 2)).join(", ")}`
    ).join("\n");
  }
}

/** The process of one runner. */
class Life {
  isOver = false;
  readonly ended = Promise.withResolvers<false>();
  #step = "";
  #left = Infinity;

  constructor(readonly points: KillPoints) {}

  begin(step: string): void {
    [this.#step, this.#left] = [step, Infinity];
  }

  dieAfter(changes = Infinity): void {
    this.#left = changes;
  }

  /** A change that the outside has answered: whether anybody is left to hear so. */
  hears(change: string): boolean {
    if (!this.isOver && --this.#left === 0) void this.end(`after ${change}`);
    return !this.isOver;
  }

  /** Nothing follows. */
  end(where: string): Promise<never> {
    if (!this.isOver) this.points.strike(this.#step, where);
    this.isOver = true;
    this.ended.resolve(false);
    return never();
  }
}

const lives = new AsyncLocalStorage<Life>();
const realFetch = globalThis.fetch;
// Once for all runners: clients keep the fetch that they began with.
globalThis.fetch = async (input, init) => {
  const life = lives.getStore();
  if (!life) return await realFetch(input, init);
  if (life.isOver) return await never();
  const response = await realFetch(input, init);
  const change = changeOf(new URL(String(input)).pathname, init);
  return !change || life.hears(change) ? response : await never();
};

/** What a call of Odoo or Storage changes; undefined for one that only reads, or logs in. */
function changeOf(path: string, { method = "GET", body }: RequestInit = {}): string | undefined {
  if (path.startsWith("/storage/v1/")) {
    return method === "GET" || method === "HEAD" ? undefined : `storage ${method}`;
  }
  const page = /^\/web\/database\/(\w+)$/.exec(path)?.[1];
  if (page) return page === "list" || page === "backup" ? undefined : `db.${page}`;
  return changeByRpc(path, String(body ?? ""));
}

function changeByRpc(path: string, body: string): string | undefined {
  const { model, method } = calledBy(path, body);
  const called = model ? method : String(JSON.parse(body || "{}").params?.method);
  const reads = /^(authenticate|context_get|fields_get|read|search|undefined|version)/;
  return reads.test(called) ? undefined : `${model || "db"}.${called}`;
}

/** Works off what is due as a process that dies at the next point. @returns whether it lived */
export function mortalRun(points: KillPoints, env: Record<string, string> = {}): Promise<boolean> {
  const life = new Life(points);
  return lives.run(life, async () => {
    const { databaseUrl, odoo } = loadStack();
    const hears = (statement: string) => isRead(statement) ? !life.isOver : life.hears(statement);
    using ours = await startWire(databaseUrl, hears);
    using odoos = odoo.postgresUrl
      ? await startWire(`${odoo.postgresUrl}postgres`, hears)
      : undefined;
    await using deps = runnerDeps({
      SUPABASE_DB_URL: ours.url,
      ...(odoos && { TENANT_DATABASE_URL: odoos.url }),
      ...env,
    });
    // What is told of steps goes past the wire: it is no change of the outside.
    const told = openDatabase(new Secret(databaseUrl));
    const queue = mortalQueue(stepQueue(() => told, "mortal", 120), life);
    const find = (kind: string, name: string) => mortalStep(findStep(kind, name), life);
    try {
      const living = runSteps(deps, queue, find, endless).then(() => true);
      return await Promise.race([living, life.ended.promise]);
    } finally {
      await told.end({ timeout: 0 });
    }
  });
}

/** Of the statements that steps send. */
const isRead = (statement: string) =>
  /^(control\.(read|has|find)_|(select|begin|show)\b)/.test(statement);

/** The dead say nothing any more, and extend no lease. */
function mortalQueue(queue: StepQueue, life: Life): StepQueue {
  const living = <A extends unknown[], T>(method: (...args: A) => Promise<T>) => (...args: A) =>
    life.isOver ? never() : method(...args);
  return {
    claim: living(queue.claim),
    extend: () => Promise.resolve(false),
    beginChange: living(queue.beginChange),
    finish: living(queue.finish),
    wait: living(queue.wait),
    fail: living(queue.fail),
    handOver: living(queue.handOver),
  };
}

/** A step in whose process everything stops for ever at one point. */
function mortalStep(step: Step, life: Life): Step {
  const { name, compensate } = step;
  let point: number | undefined;
  const begin = (title: string) => {
    point = life.points.next(title);
    life.begin(title);
    return point === 0 ? life.end("at its beginning") : Promise.resolve();
  };
  const end = () => point === undefined ? Promise.resolve() : life.end("at its end");
  return {
    ...step,
    async observe(work) {
      await begin(name);
      const seen = await step.observe(work);
      if (seen.is === "there" || seen.is === "skipped") await end();
      return seen;
    },
    async apply(work) {
      life.dieAfter(point);
      const applied = await step.apply(work);
      if (applied?.lookAgainIn === undefined) await end();
      return applied;
    },
    compensate: compensate && (async (work) => {
      await begin(`undoing ${name}`);
      life.dieAfter(point);
      await compensate(work);
      await end();
    }),
  };
}
