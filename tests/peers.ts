/**
 * The real systems beside the platform, each with what this clone has for it: `deno task test:peers`, or
 * those alone that are named. What no registry has is named as not run; all others are installed, started beside a stack `test_peers` with
 * new data, tested and stopped. Exit codes: 0 all that ran passed, 1 not so, 2 wrong usage.
 */
import { basename, join } from "node:path";
import { Argument } from "commander";
import { commandLine } from "../stack/command_line.ts";
import { root } from "../stack/paths.ts";
import { NotFetched, type Peer } from "../stack/peers/peer.ts";
import { peers as all, startPeer, stateFileOf, stopPeer } from "../stack/peers/peers.ts";
import { freePort } from "../stack/process.ts";
import { terminalProgress } from "../stack/progress.ts";
import { startStack } from "../stack/stack.ts";
import { discard, stateFile } from "../stack/state.ts";
import { runDenoTest } from "./deno_tests.ts";
import { filesBelow } from "./files.ts";
import { leaveTenantsAlone } from "./leave_tenants_alone.ts";
import type { Count } from "./pgtap.ts";

const instance = "test_peers";
const progress = terminalProgress();

/** Where a peer will be, which the platform has to know before it is there. */
type Places = Map<Peer, number>;

async function main(): Promise<number> {
  const names = new Argument("[names...]", "which; all unless named")
    .choices(all.map(({ name }) => name));
  const { args } = commandLine("test:peers", "Test with the real systems beside the platform")
    .addArgument(names).parse(Deno.args, { from: "user" });
  const peers = all.filter(({ name }) => args.length === 0 || args.includes(name));
  await discard(instance);
  const places: Places = new Map(all.map((peer) => [peer, freePort()]));
  const secret = crypto.randomUUID();
  const starting = Promise.all(peers.map((peer) => started(peer, places.get(peer)!)));
  const stack = startStack({
    ...{ instance, ports: "free", odoo: true, functions: true, people: true, progress },
    onDatabase: leaveTenantsAlone,
    env: hooks(places, secret),
  });
  const [ready, up] = await Promise.allSettled([starting, stack]); // neither starts behind the other's end
  try {
    if (ready.status === "rejected") throw ready.reason;
    if (up.status === "rejected") throw up.reason;
    const running = peers.filter((_, at) => ready.value[at] === undefined);
    const counts = await Promise.all(running.map((peer) => test(peer, secret)));
    return told(counts, ready.value.filter((why) => why !== undefined), peers.length);
  } finally {
    for (const peer of peers) await stopPeer(instance, peer);
    if (up.status === "fulfilled") await up.value.stop();
  }
}

/** Why a peer is not run; undefined once it is up. */
async function started(peer: Peer, port: number): Promise<string | undefined> {
  try {
    await startPeer(instance, peer, { progress, port });
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    return `${peer.name} not run: ${error.message}`;
  }
}

/** What the functions are told of the peers. */
function hooks(places: Places, secret: string): Record<string, string> {
  const port = [...places].find(([peer]) => peer.name === "n8n")![1];
  return { IMAGE_HOOK_URL: `http://127.0.0.1:${port}/webhook/image`, IMAGE_HOOK_TOKEN: secret };
}

/** Its tests, beside those of the others: what they say is shown when they have ended. */
async function test(peer: Peer, secret: string): Promise<Count> {
  const tests = await filesBelow(join(root, "tests/peers"), "_test.ts");
  const files = tests.filter((file) => basename(file).startsWith(`${peer.name}_`));
  const env = {
    STACK_STATE: stateFile(instance),
    PEER_STATE: stateFileOf(instance, peer),
    IMAGE_HOOK_TOKEN: secret,
  };
  const title = `Test with ${peer.name} ${peer.version}`;
  const ran = await progress.step(title, () => runDenoTest(files, env, { gather: true }));
  progress.note(ran.output);
  return ran;
}

function told(counts: Count[], missing: string[], wanted: number): number {
  const sum = (kind: keyof Count) => counts.reduce((all, count) => all + count[kind], 0);
  for (const line of missing) console.log(line);
  const notRun = missing.length > 0 ? `, ${missing.length} of ${wanted} peers not run` : "";
  console.log(`peers: ${sum("passed")} passed, ${sum("failed")} failed${notRun}`);
  return sum("failed") > 0 || missing.length < wanted && sum("passed") === 0 ? 1 : 0;
}

try {
  Deno.exit(await main());
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
