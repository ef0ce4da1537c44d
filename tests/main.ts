/**
 * Every test with one command:
 * `deno run -A tests/main.ts [unit] [generated] [pgtap] [integration] [chaos]`, none = all.
 * Whatever the sections need is started as instance `test`, with new data, and stopped at the end;
 * chaos then has a stack of its own.
 */
import { join } from "node:path";
import { root } from "../stack/paths.ts";
import { terminalProgress } from "../stack/progress.ts";
import { startStack } from "../stack/stack.ts";
import { discard, stateFile } from "../stack/state.ts";
import { runChaos } from "./chaos/chaos.ts";
import { filesBelow } from "./files.ts";
import { runGenerated } from "./generated.ts";
import { runPgtap } from "./pgtap.ts";
import { runRunbooks } from "./runbooks.ts";
import type { Count } from "./pgtap.ts";
import { runDenoTest } from "./deno_tests.ts";

const INSTANCE = "test";
const SECTIONS = ["unit", "generated", "pgtap", "integration", "chaos"] as const;
type Section = typeof SECTIONS[number];

const progress = terminalProgress();

async function findFiles(section: Section): Promise<string[]> {
  const integration = join(root, "tests/integration");
  if (section === "generated") {
    return [join(root, "tests/generated.ts"), join(root, "tests/runbooks.ts")];
  }
  if (section === "pgtap") return await filesBelow(join(root, "supabase/tests"), ".sql");
  if (section === "integration") return await filesBelow(integration, "_test.ts");
  if (section === "chaos") return [];
  const all = await filesBelow(root, "_test.ts");
  return all.filter((file) => !file.startsWith(`${integration}/`));
}

async function run(section: Section, files: string[], databaseUrl = ""): Promise<Count> {
  if (files.length === 0) {
    progress.note(`No ${section} tests yet.`);
    return { passed: 0, failed: 0 };
  }
  progress.note(`\n── ${section}: ${files.length} files`);
  const count = await counted(section, files, databaseUrl);
  progress.note(`${section}: ${count.passed} passed, ${count.failed} failed`);
  if (count.passed + count.failed > 0) return count;
  progress.note(`${section}: no test ran although there are files.`);
  return { passed: 0, failed: 1 };
}

async function counted(section: Section, files: string[], databaseUrl: string): Promise<Count> {
  if (section === "generated") {
    const [files, runbooks] = [
      await runGenerated(databaseUrl, progress.note),
      await runRunbooks(databaseUrl, progress.note),
    ];
    return { passed: files.passed + runbooks.passed, failed: files.failed + runbooks.failed };
  }
  if (section === "pgtap") return await runPgtap(files, databaseUrl, progress.note);
  return await runDenoTest(files, section === "unit" ? {} : { STACK_STATE: stateFile(INSTANCE) });
}

/** The same few schedules each time; `deno task test:chaos` plays many and other ones. */
async function runShortChaos(): Promise<Count> {
  progress.note("\n── chaos: 12 schedules");
  const count = await runChaos({ schedules: 12, seed: 1, progress });
  progress.note(`chaos: ${count.passed} passed, ${count.failed} failed`);
  return count;
}

async function withStack<T>(odoo: boolean, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  await discard(INSTANCE);
  const stack = await startStack({
    instance: INSTANCE,
    ports: "free",
    odoo,
    functions: odoo,
    progress,
  });
  try {
    return await work(stack.databaseUrl);
  } finally {
    await stack.stop();
  }
}

async function main(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !SECTIONS.some((section) => section === name));
  if (unknown.length > 0) {
    progress.note(`Cannot run ${unknown.join(", ")}: the sections are ${SECTIONS.join(", ")}.`);
    return 2;
  }
  const wanted = SECTIONS.filter((section) => names.length === 0 || names.includes(section));
  const files = new Map<Section, string[]>();
  for (const section of wanted) files.set(section, await findFiles(section));
  const counts: Count[] = [];
  if (wanted.includes("unit")) counts.push(await run("unit", files.get("unit")!));
  const onStack = wanted.filter((section) =>
    section !== "unit" && section !== "chaos" && files.get(section)!.length > 0
  );
  if (onStack.length > 0) {
    await withStack(onStack.includes("integration"), async (databaseUrl) => {
      for (const section of onStack) {
        counts.push(await run(section, files.get(section)!, databaseUrl));
      }
    });
  }
  if (wanted.includes("chaos")) counts.push(await runShortChaos());
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
