/**
 * Tenants, shown on real servers: `deno task demo:tenants`. It plays on an instance of its own that
 * every run begins afresh and leaves up; Ctrl-C stops it. Exit codes: 0 all as told, 1 not so,
 * 2 wrong usage, 130 interrupted.
 */
import { runDemo } from "../run_demo.ts";
import { clone } from "./acts/clone.ts";
import { create } from "./acts/create.ts";
import { decommission } from "./acts/decommission.ts";
import { pause } from "./acts/pause.ts";
import { provider } from "./acts/provider.ts";
import { record } from "./acts/record.ts";
import { seed } from "./acts/seed.ts";
import { openUnused } from "./begin.ts";
import { setStage } from "./stage.ts";
import { warm } from "./warm.ts";
import { whereToLook } from "./where_to_look.ts";

await runDemo({
  name: "demo:tenants",
  description: "A tenant's life, from its creation to the end of its clone, on a real Odoo",
  opening: "A tenant is a row; operations turn it into an Odoo of its own, and back again.",
  defaults: { instance: "tenants", freePorts: true },
  open: openUnused,
  async play(stack, progress, again) {
    await using stage = await setStage(stack);
    await warm(stage, progress);
    await create(stage);
    await seed(stage);
    await clone(stage);
    await pause(stage);
    await provider(stage);
    await decommission(stage);
    await record(stage);
    await whereToLook(stage, again);
  },
});
