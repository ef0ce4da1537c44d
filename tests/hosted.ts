import { hostedDeno } from "../stack/functions/hosted_deno.ts";
import { startStack } from "../stack/stack.ts";
import { discard, stateFile } from "../stack/state.ts";
import type { Progress } from "../stack/types.ts";
import { type DenoTests, runDenoTest } from "./deno_tests.ts";
import type { Count } from "./pgtap.ts";

const instance = "test_hosted";

/** Runs unit tests of the functions on the platform's Deno. */
export async function runHostedUnits(files: string[]): Promise<DenoTests> {
  return await runDenoTest(files, {}, { gather: true, deno: await hostedDeno() });
}

/** Runs `files` on a stack whose functions run on the platform's Deno and under its limits, and adds up. */
export async function runHosted(
  { unit, files }: { unit: Promise<DenoTests>; files: string[] },
  progress: Progress,
): Promise<Count> {
  await discard(instance);
  const stack = await startStack({
    ...{ instance, ports: "free", odoo: true, functions: true, scratch: true, progress },
    hosted: true,
  });
  try {
    const pass = await runDenoTest(files, { STACK_STATE: stateFile(instance) }, { gather: true });
    const units = await unit;
    if (units.failed > 0) progress.note(units.output);
    progress.note(pass.output.trim());
    progress.note(`hosted: ${units.passed} of them unit tests`);
    const sum = (kind: keyof Count) => units[kind] + pass[kind];
    return { passed: sum("passed"), failed: sum("failed") };
  } finally {
    await stack.stop();
  }
}
