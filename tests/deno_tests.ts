import { root } from "../stack/paths.ts";
import type { Count } from "./pgtap.ts";

/** Runs `deno test` over the files, its output as it comes; counts come from its JUnit report. */
export async function runDenoTest(
  files: string[],
  env: Record<string, string> = {},
): Promise<Count> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--allow-all", `--junit-path=${report}`, ...files],
      cwd: root,
      env,
      stdin: "null",
    }).spawn().status;
    const count = readReport(await Deno.readTextFile(report));
    // A module that does not load, or leaks, fails the run without a failed test of its own.
    return success || count.failed > 0 ? count : { ...count, failed: 1 };
  } finally {
    await Deno.remove(report);
  }
}

/** The totals in the head of a JUnit report; an empty report counts nothing. */
export function readReport(xml: string): Count {
  const head = /<testsuites[^>]*>/.exec(xml)?.[0] ?? "";
  const total = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = total("failures") + total("errors");
  return { passed: total("tests") - failed, failed };
}
