/**
 * Every test with one command: `deno task test [unit] [generated] [pgtap] [integration] [chaos]`,
 * none = all. Whatever the sections need is started as instance `test`, with new data, and stopped at
 * the end; chaos then has a stack of its own. Exit codes: 0 all passed, 1 not so, 2 wrong usage.
 */
import { join } from "node:path";
import { Argument } from "commander";
import { commandLine } from "../stack/command_line.ts";
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
  progress.note(`\n── ${section}: ${files.length} files`);
  const none = { passed: 0, failed: 0 };
  const count = files.length === 0 ? none : await counted(section, files, databaseUrl);
  progress.note(`${section}: ${count.passed} passed, ${count.failed} failed`);
  if (count.passed + count.failed > 0) return count;
  progress.note(`${section}: no test ran.`);
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

/** The sections that are asked for, in their order; all of them when none is named. */
function wantedSections(): Section[] {
  const command = commandLine("test", "Set everything up and run every test, or some sections")
    .addArgument(new Argument("[sections...]", "which ones").choices(SECTIONS))
    .parse(Deno.args, { from: "user" });
  return SECTIONS.filter((name) => command.args.length === 0 || command.args.includes(name));
}

async function main(wanted: Section[]): Promise<number> {
  const files = new Map<Section, string[]>();
  for (const section of wanted) files.set(section, await findFiles(section));
  const counts: Count[] = [];
  if (wanted.includes("unit")) counts.push(await run("unit", files.get("unit")!));
  const onStack = wanted.filter((section) => section !== "unit" && section !== "chaos");
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
  Deno.exit(await main(wantedSections()));
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
