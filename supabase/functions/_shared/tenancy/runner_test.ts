import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { endless, stepGraceMs } from "../budget.ts";
import type { StepQueue } from "../database/operations.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { FakeQueue } from "./fake_queue.ts";
import { runSteps } from "./runner.ts";
import { absent, type Step } from "./tenant/step.ts";

const deps = {
  config: { leaseSeconds: 60 },
  log: () => {},
  now: () => new Date(0),
} as unknown as Deps;

/** An outside world that counts what is made in it; each step makes one thing of its name. */
class World {
  readonly things: string[] = [];
  /** Things that are asked for once and appear at the second look. */
  readonly begun: string[] = [];

  step(name: string, changes: Partial<Step> = {}): Step {
    return {
      name,
      does: "",
      touches: "",
      observe: () => Promise.resolve(this.things.includes(name) ? { is: "there" } : absent),
      apply: () => {
        this.things.push(name);
        return Promise.resolve({ output: { [name]: true } });
      },
      compensate: () => {
        const at = this.things.indexOf(name);
        if (at >= 0) this.things.splice(at, 1);
        return Promise.resolve();
      },
      ...changes,
    };
  }
}

const finder = (steps: Step[]) => (_kind: string, name: string) =>
  steps.find((step) => step.name === name)!;

const run = (queue: StepQueue, steps: Step[]) => runSteps(deps, queue, finder(steps), endless);

Deno.test("runSteps() does all steps in order and hands on what they say", async () => {
  const world = new World();
  let known: unknown;
  const last = world.step("c", {
    observe: ({ outputs }) => {
      known = outputs;
      return Promise.resolve(absent);
    },
  });
  const steps = [world.step("a"), world.step("b"), last];
  const queue = new FakeQueue("create", steps);
  strictEqual(await run(queue, steps), 3);
  deepStrictEqual(world.things, ["a", "b", "c"]);
  deepStrictEqual(known, { a: true, b: true });
});

Deno.test("runSteps() leaves what is there, and says why it skips", async () => {
  const world = new World();
  world.things.push("a");
  const why = "Mail is not configured.";
  const skips = world.step("b", { observe: () => Promise.resolve({ is: "skipped", why }) });
  const steps = [world.step("a"), skips];
  const queue = new FakeQueue("create", steps);
  await run(queue, steps);
  deepStrictEqual(world.things, ["a"]);
  deepStrictEqual(queue.rows.map(({ status, skipped }) => [status, skipped]), [
    ["succeeded", undefined],
    ["skipped", why],
  ]);
});

Deno.test("runSteps() looks again at what it began, and that is no new attempt", async () => {
  const world = new World();
  const slow = world.step("a", {
    apply: () => {
      const again = world.begun.includes("a");
      (again ? world.things : world.begun).push("a");
      return Promise.resolve({ lookAgainIn: 0, output: { asked: true } });
    },
  });
  const queue = new FakeQueue("create", [slow]);
  strictEqual(await run(queue, [slow]), 3);
  deepStrictEqual(queue.rows[0]!.status, "succeeded");
  strictEqual(queue.rows[0]!.attempts, 1);
});

/** The queue, which refuses one of its calls every time. */
function refusing(queue: FakeQueue, method: "claim" | "finish"): StepQueue {
  return Object.assign(Object.create(queue), {
    [method]: () => Promise.reject(new Error("out of reach")),
  });
}

Deno.test("runSteps() ends where the queue gives no step, and the next runner ends all", async () => {
  const world = new World();
  const steps = ["a", "b", "c"].map((name) => world.step(name));
  const queue = new FakeQueue("create", steps);
  for (let at = 1; at <= 3; at++) {
    await rejects(run(refusing(queue, "claim"), steps), /out of reach/);
    await runSteps(deps, queue, finder(steps), new Limited(1));
  }
  deepStrictEqual(world.things, ["a", "b", "c"]);
  deepStrictEqual(queue.rows.map(({ status }) => status), Array(3).fill("succeeded"));
});

Deno.test("runSteps() cannot tell of any step: each comes back when its lease runs out, nothing is doubled", async () => {
  const world = new World();
  const steps = ["a", "b", "c"].map((name) => world.step(name));
  const queue = new FakeQueue("create", steps);
  for (let at = 1; at <= 3; at++) {
    strictEqual(await run(refusing(queue, "finish"), steps), 1, "it lives on, and finds it leased");
    queue.expire();
    await runSteps(deps, queue, finder(steps), new Limited(1));
  }
  deepStrictEqual(world.things, ["a", "b", "c"]);
  deepStrictEqual(queue.rows.map(({ status }) => status), Array(3).fill("succeeded"));
});

/** A budget of so many steps. */
class Limited {
  constructor(private left: number) {}
  spent() {
    return this.left-- <= 0;
  }
  leftMs = () => 1_000;
}

Deno.test("runSteps() gives a step's calls what is left of the slice, and a while more", async () => {
  const world = new World();
  let leftMs;
  const look: Step["observe"] = ({ deps }) => {
    leftMs = deps.leftMs?.();
    return Promise.resolve(absent);
  };
  const steps = [world.step("a", { observe: look })];
  await runSteps(deps, new FakeQueue("create", steps), finder(steps), new Limited(1));
  strictEqual(leftMs, 1_000 + stepGraceMs);
});

Deno.test("runSteps() goes on when another runner has taken its step", async () => {
  const world = new World();
  const steps = [
    world.step("a", {
      apply: () => {
        world.things.push("a");
        queue.expire();
        return Promise.resolve();
      },
    }),
    world.step("b"),
  ];
  const queue = new FakeQueue("create", steps);
  await run(queue, steps);
  deepStrictEqual(world.things, ["a", "b"]);
  strictEqual(queue.rows[0]!.attempts, 2);
});

Deno.test("runSteps() tries again what failed, and undoes all when it is given up", async () => {
  const world = new World();
  const fails = world.step("b", { apply: () => Promise.reject(new Error("secret cause")) });
  const steps = [world.step("a"), fails, world.step("c")];
  const queue = new FakeQueue("create", steps, 2);
  await run(queue, steps);
  deepStrictEqual(world.things, []);
  const [, failed, skipped] = queue.rows;
  deepStrictEqual([failed!.attempts, failed!.status, skipped!.status], [2, "failed", "skipped"]);
  strictEqual(failed!.error!.code, "internal");
  strictEqual(JSON.stringify(failed!.error).includes("secret"), false);
});

Deno.test("runSteps() tells the code of what stopped a step, from which the queue decides", async () => {
  const world = new World();
  const error = new AppError("odoo_database_exists", "Cannot create it: it is there.");
  const fails = world.step("a", { apply: () => Promise.reject(error) });
  const queue = new FakeQueue("create", [fails], 1);
  await run(queue, [fails]);
  deepStrictEqual(queue.rows[0]!.error, {
    code: "odoo_database_exists",
    detail: "Cannot create it: it is there.",
    suggestion: error.suggestion,
  });
});

Deno.test("runSteps() takes no step once its budget is spent, and hands over", async () => {
  const world = new World();
  const steps = [world.step("a"), world.step("b")];
  const queue = new FakeQueue("create", steps);
  strictEqual(await runSteps(deps, queue, finder(steps), new Limited(1)), 1);
  deepStrictEqual(world.things, ["a"]);
  strictEqual(queue.handedOver, 1);
  strictEqual(await run(queue, steps), 1);
  strictEqual(queue.handedOver, 1, "nothing was left to hand over");
});
