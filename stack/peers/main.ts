/**
 * Systems beside the local stack: `deno task peers start | stop | status`, all of them or those that are
 * named. Exit codes: 0 done or already so, 1 failed, 2 wrong usage, 3 (status) not all run and are well.
 */
import { Argument, type Command } from "commander";
import { commandLine, instanceOption, taskLine } from "../command_line.ts";
import { terminalProgress } from "../progress.ts";
import { describePeer } from "./describe.ts";
import { type Peer } from "./peer.ts";
import { peers, startPeer, statusOf, stopPeer } from "./peers.ts";

const progress = terminalProgress();
const program = commandLine("peers", "n8n, Keycloak and others, fetched and run on this machine");

let notWell = false;

interface Options {
  instance: string;
}

function command(
  name: string,
  description: string,
  act: (peer: Peer, options: Options) => Promise<void>,
): Command {
  const names = new Argument("[names...]", "which; all unless named")
    .choices(peers.map(({ name }) => name));
  return program.command(name).description(description).addArgument(names)
    .addOption(instanceOption("local"))
    .action(async (names: string[], options: Options) => {
      const wanted = peers.filter(({ name }) => names.length === 0 || names.includes(name));
      for (const peer of wanted) await act(peer, options);
    });
}

command("start", "Install what is missing, start it and leave it up", async (peer, options) => {
  console.log(describePeer(await startPeer(options.instance, peer, { progress })));
});

command("install", "Fetch what is missing, and start nothing", async (peer) => {
  await peer.install(progress);
});

command("stop", "Stop; the data stay", async (peer, { instance }) => {
  const stop = () => stopPeer(instance, peer);
  if (!await progress.step(`Stop ${peer.name}`, stop)) progress.note(`${peer.name} did not run.`);
});

command("status", "Show what runs, with addresses and log-ins", async (peer, { instance }) => {
  const { state, well } = await statusOf(instance, peer);
  if (state) console.log(describePeer(state));
  if (state && well) return;
  notWell = true;
  const again = taskLine(`peers start ${peer.name}`, instance);
  progress.note(`${peer.name} ${state ? "does not answer" : "does not run"}. Start it: ${again}`);
});

try {
  await program.parseAsync(Deno.args, { from: "user" });
  Deno.exit(notWell ? 3 : 0); // what was started goes on
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
