/**
 * Every test with one command: `deno task test [unit] [generated] [pgtap] [integration] [hosted] [chaos]`,
 * none = all; the name of an integration test's file runs that one, with `--times 50` so often and with
 * `--only <text>` its tests of such a name alone: to look for what fails seldom. `--odoo-url <url>` has the
 * integration tests use that server, whose master password is ODOO_MASTER_PASSWORD; what kills the server, or
 * looks into its PostgreSQL without ODOO_POSTGRES_URL, is left out, and counted. Whatever is needed is started as instances `test`
 * and, for several integration files on Odoos of the stack's own, `test_2` and `test_3`, with new data, and stopped at the end;
 * "hosted", the functions on the platform's Deno and under its limits, and chaos have a stack of their own
 * each. Exit codes: 0 all passed, 1 not so, 2 wrong usage.
 */
import { basename, join } from "node:path";
import { taskLine } from "../stack/command_line.ts";
import { root } from "../stack/paths.ts";
import { terminalProgress } from "../stack/progress.ts";
import { startStack } from "../stack/stack.ts";
import { discard, stateFile } from "../stack/state.ts";
import type { StackOptions } from "../stack/types.ts";
import { runChaos } from "./chaos/chaos.ts";
import { runHosted, runHostedUnits } from "./hosted.ts";
import { runGenerated } from "./generated.ts";
import { leaveTenantsAlone } from "./leave_tenants_alone.ts";
import { runPgtap } from "./pgtap.ts";
import { runRunbooks } from "./runbooks.ts";
import type { Count } from "./pgtap.ts";
import { runDenoTest } from "./deno_tests.ts";
import { type FileRun, longestFirst, runIntegrationFile } from "./integration.ts";
import { takeTurns } from "./queue.ts";
import { findFiles, type Section } from "./sections.ts";
import { type Wanted, wantedTests } from "./wanted.ts";

const FIRST = "test";
/** Two cores are busy with three stacks: each waits for most of its time. One takes 2 GB. */
const FURTHER = Deno.systemMemoryInfo().total >= 8e9 ? ["test_2", "test_3"] : ["test_2"];
/** The database that `--database-url` names; all that needs one then shares it, on one stack. */
const existing: { databaseUrl?: string } = {};

const progress = terminalProgress();

async function run(section: Section, files: string[], work: () => Promise<Count>): Promise<Count> {
  progress.note(`\n── ${section}: ${files.length} files`);
  const count = files.length === 0 ? { passed: 0, failed: 0 } : await work();
  progress.note(`${section}: ${count.passed} passed, ${count.failed} failed`);
  if (count.passed + count.failed > 0) return count;
  progress.note(`${section}: no test ran.`);
  return { passed: 0, failed: 1 };
}

/** `beside` others, what it says is shown when it has ended. */
async function runUnit(files: string[], beside: boolean): Promise<Count> {
  const ran = await runDenoTest(files, {}, { gather: beside });
  if (beside) progress.note(ran.output);
  return ran;
}

async function generatedFiles(databaseUrl: string): Promise<Count> {
  const files = await runGenerated(databaseUrl, progress);
  const runbooks = await runRunbooks(databaseUrl, progress.note);
  return { passed: files.passed + runbooks.passed, failed: files.failed + runbooks.failed };
}

/** Work that begins when it is first asked for, and is asked for as often as somebody needs its end. */
type Begun<T> = () => Promise<T>;

function begunOnce<T>(work: () => Promise<T>): Begun<T> {
  let begun: Promise<T> | undefined;
  return () => begun ??= work();
}

interface IntegrationOptions {
  only?: string;
  /** Have a stack of their own and take as long as the longest files; idle for half of that. */
  long: Begun<Count>[];
  last: Begun<Count>[];
}

/** Its unit tests begin at once: they need no stack. */
async function beginHosted(files: string[]): Promise<Begun<Count>> {
  const all = await findFiles("unit");
  const unit = runHostedUnits(
    all.filter((file) => file.startsWith(join(root, "supabase/functions/"))),
  );
  unit.catch(() => {}); // told by whoever waits for it
  return begunOnce(() => run("hosted", files, () => runHosted({ unit, files }, progress)));
}

/** The same few schedules each time; `deno task test:chaos` plays many and other ones. */
async function runShortChaos(): Promise<Count> {
  progress.note("\n── chaos: 12 schedules");
  const count = await runChaos({ schedules: 12, seed: 1, progress });
  progress.note(`chaos: ${count.passed} passed, ${count.failed} failed`);
  return count;
}

async function withStack<T>(
  instance: string,
  { odoo, onDatabase }: Pick<StackOptions, "odoo" | "onDatabase">,
  work: () => Promise<T>,
): Promise<T> {
  await discard(instance);
  const parts = { odoo, functions: odoo, scratch: true, ...existing, seeds: true };
  const stack = await startStack({ instance, ports: "free", ...parts, onDatabase, progress });
  try {
    return await work();
  } finally {
    await stack.stop();
  }
}

/**
 * Runs integration files on several stacks, on each one at a time: a test may kill what is there. The
 * further ones start once the first is up, which has fetched and prepared what all need, and `before` is
 * done there meanwhile. `long` begin when each stack has had a file, `last` once none is left to be begun.
 */
async function runIntegration(
  files: string[],
  before: Promise<unknown>,
  { only, long, last }: IntegrationOptions,
): Promise<Count> {
  const over = Promise.withResolvers<void>();
  // A server of somebody else's is one for all: tests look for what their own steps left there.
  const shared = existing.databaseUrl || Deno.env.get("ODOO_URL");
  const others = shared ? [] : FURTHER.slice(0, files.length - 1);
  const further = others.map((instance) => held(instance, over.promise));
  const stacks = [before.then(() => FIRST), ...further.map(({ up }) => up)];
  const ran: FileRun[] = [];
  try {
    const ordered = longestFirst(files);
    const jobs = [...ordered.splice(0, stacks.length), ...long, ...ordered, ...last];
    await takeTurns<string, string | Begun<Count>>(stacks, jobs, async (instance, job) => {
      if (typeof job === "function") return void await job();
      ran.push(await runIntegrationFile(job, stateFile(instance), progress.note, only));
    });
  } finally {
    over.resolve();
    await Promise.allSettled(further.map(({ down }) => down)); // told already
  }
  for (const { file, failures } of ran) {
    const again = `test ${basename(file)}${only ? ` --only "${only}"` : ""}`;
    if (failures) progress.note(`\n${failures}\nAgain: ${taskLine(again)}`);
  }
  const sum = (kind: "passed" | "failed" | "ignored") =>
    ran.reduce((all, file) => all + file[kind], 0);
  const ignored = sum("ignored");
  if (ignored > 0) progress.note(`integration: ${ignored} ignored: ${whyIgnored()}`);
  return { passed: sum("passed"), failed: sum("failed") };
}

/** Tests are ignored for nothing else. */
const whyIgnored = () =>
  Deno.env.get("ODOO_URL")
    ? "they kill the Odoo or break its files, look into its PostgreSQL (ODOO_POSTGRES_URL), take an API key, which Odoo has from 19 on, or a terminal, which tmux has"
    : "they take an API key, which Odoo has from 19 on, or a terminal, which tmux has";

/** A stack that stays until `over`: its name once it is up. */
function held(instance: string, over: Promise<void>) {
  const up = Promise.withResolvers<string>();
  const down = withStack(instance, { odoo: true, onDatabase: leaveTenantsAlone }, async () => {
    up.resolve(instance);
    await over;
  });
  down.catch(up.reject);
  return { up: up.promise, down };
}

async function onFirstStack(
  wanted: Section[],
  files: Map<Section, string[]>,
  options: IntegrationOptions,
): Promise<Count[]> {
  const odoo = wanted.includes("integration");
  const { promise: database, resolve: onDatabase } = Promise.withResolvers<string>();
  const counts: Count[] = [];
  // They need the database alone: Odoo takes longest to come up, with half of the machine idle.
  const quick = async (databaseUrl: string) => {
    const [generated, pgtap] = [files.get("generated"), files.get("pgtap")];
    const make = () => generatedFiles(databaseUrl);
    if (generated) counts.push(await run("generated", generated, make));
    const prove = () => runPgtap(pgtap!, databaseUrl, progress.note);
    if (pgtap) counts.push(await run("pgtap", pgtap, prove));
  };
  const before = database.then(quick);
  return await withStack(FIRST, { odoo, onDatabase }, async () => {
    const tests = files.get("integration");
    if (tests) {
      const ready = before.then(async () => await leaveTenantsAlone(await database));
      counts.push(await run("integration", tests, () => runIntegration(tests, ready, options)));
    }
    await before;
    return counts;
  });
}

async function main(
  { sections: wanted, files: named, only, databaseUrl }: Wanted,
): Promise<number> {
  existing.databaseUrl = databaseUrl;
  const files = new Map<Section, string[]>();
  for (const section of wanted) files.set(section, await findFiles(section));
  if (named.length > 0) files.set("integration", named);
  const counts: Count[] = [];
  const onStack = wanted.filter((section) => !["unit", "hosted", "chaos"].includes(section));
  const tests = files.get("unit");
  const hosted = files.get("hosted");
  const long = wanted.includes("chaos") ? [begunOnce(runShortChaos)] : [];
  const last = hosted ? [await beginHosted(hosted)] : [];
  const unit = tests && run("unit", tests, () => runUnit(tests, onStack.length > 0));
  // Beside the stacks; when one fails, the other's error is not to be nobody's.
  const [units, others] = await Promise.allSettled([
    unit,
    onStack.length > 0 ? onFirstStack(onStack, files, { only, long, last }) : [],
  ]);
  if (units.status === "rejected") throw units.reason;
  if (others.status === "rejected") throw others.reason;
  if (units.value) counts.push(units.value);
  counts.push(...others.value);
  for (const work of [...last, ...long]) counts.push(await work());
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

try {
  Deno.exit(await main(await wantedTests()));
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
