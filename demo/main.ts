/**
 * The main job, shown on real servers: `deno task demo`. It starts the local stack where it does
 * not run, and leaves it up; Ctrl-C stops what it started. Exit codes: 0 all as told, 1 not so,
 * 2 wrong usage, 130 interrupted.
 */
import { Command } from "commander";
import { terminalProgress } from "../stack/progress.ts";
import { stopInstance } from "../stack/supervisor.ts";
import type { StackState } from "../stack/types.ts";
import { apply } from "./acts/apply.ts";
import { drift } from "./acts/drift.ts";
import { plan } from "./acts/plan.ts";
import { repair } from "./acts/repair.ts";
import { shadow } from "./acts/shadow.ts";
import { unchanged } from "./acts/unchanged.ts";
import { openStack, type Options, setUp } from "./set_up.ts";
import { failure } from "./terminal/say.ts";
import { whereToLook } from "./where_to_look.ts";

const progress = terminalProgress();
const options = new Command("demo")
  .description("Plan, apply, shadow, drift and repair, on a real PostgreSQL and a real Odoo")
  .option("--instance <name>", "which set of data and processes", "local")
  .option("--free-ports", "take any free ports, not the well-known ones", false)
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2))
  .parse(Deno.args, { from: "user" })
  .opts<Options>();

/** Ctrl-C. */
class Interrupted extends Error {}

function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    Deno.addSignalListener("SIGINT", () => reject(new Interrupted()));
  });
}

async function show(stack: StackState): Promise<void> {
  const stage = await setUp(stack, progress);
  try {
    await plan(stage);
    await apply(stage);
    await shadow(stage);
    const strayId = await drift(stage);
    await repair(stage, strayId);
    await unchanged(stage);
    whereToLook(stage.stack);
  } finally {
    await stage.sql.end();
  }
}

let startedHere = false;
try {
  console.log("Postgres says what should be in Odoo; two functions make it so, and check it.\n");
  const opened = await openStack(options, progress);
  startedHere = opened.startedHere;
  await Promise.race([show(opened.stack), interruption()]);
  Deno.exit(0); // the listener for Ctrl-C would keep it waiting
} catch (error) {
  if (error instanceof Interrupted) {
    if (startedHere) await stopInstance(options.instance, progress);
    Deno.exit(130);
  }
  failure(error as Error);
  console.log(`   Logs are in .local/${options.instance}/logs.`);
  Deno.exit(1);
}
