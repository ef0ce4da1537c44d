import { hostedDeno } from "../stack/functions/hosted_deno.ts";
import { startStack } from "../stack/stack.ts";
import { discard, stateFile } from "../stack/state.ts";
import type { Progress } from "../stack/types.ts";
import { runDenoTest } from "./deno_tests.ts";
import type { Count } from "./pgtap.ts";

const instance = "test_hosted";

/**
 * Runs unit tests of the functions on the platform's Deno, while a stack starts whose functions run on it
 * under the platform's limits; then `files` on that stack.
 */
export async function runHosted(
  { unit, files }: { unit: string[]; files: string[] },
  progress: Progress,
): Promise<Count> {
  const deno = await hostedDeno();
  await discard(instance);
  const starting = startStack({
    ...{ instance, ports: "free", odoo: true, functions: true, quickLogins: true, progress },
    hosted: true,
  });
  const [units, started] = await Promise.allSettled([
    runDenoTest(unit, {}, { gather: true, deno }),
    starting,
  ]);
  if (started.status === "rejected") throw started.reason;
  try {
    if (units.status === "rejected") throw units.reason;
    const pass = await runDenoTest(files, { STACK_STATE: stateFile(instance) }, { gather: true });
    if (units.value.failed > 0) progress.note(units.value.output);
    progress.note(pass.output.trim());
    progress.note(`hosted: ${units.value.passed} of them unit tests`);
    const sum = (kind: keyof Count) => units.value[kind] + pass[kind];
    return { passed: sum("passed"), failed: sum("failed") };
  } finally {
    await started.value.stop();
  }
}
