/**
 * The main job, shown on real servers: `deno task demo`. It starts the local stack where it does
 * not run, and leaves it up; Ctrl-C stops what it started. Exit codes: 0 all as told, 1 not so,
 * 2 wrong usage, 130 interrupted.
 */
import { apply } from "./acts/apply.ts";
import { drift } from "./acts/drift.ts";
import { plan } from "./acts/plan.ts";
import { repair } from "./acts/repair.ts";
import { shadow } from "./acts/shadow.ts";
import { unchanged } from "./acts/unchanged.ts";
import { openStack, runDemo } from "./run_demo.ts";
import { setUp } from "./set_up.ts";
import { whereToLook } from "./where_to_look.ts";

await runDemo({
  name: "demo",
  description: "Plan, apply, shadow, drift and repair, on a real PostgreSQL and a real Odoo",
  opening: "Postgres says what should be in Odoo; two functions make it so, and check it.",
  defaults: { instance: "local" },
  open: openStack,
  async play(stack, progress, again) {
    const stage = await setUp(stack, progress);
    try {
      await plan(stage);
      await apply(stage);
      await shadow(stage);
      const strayId = await drift(stage);
      await repair(stage, strayId);
      await unchanged(stage);
      whereToLook(stage.stack, again);
    } finally {
      await stage.sql.end();
    }
  },
});
