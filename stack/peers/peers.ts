import { join } from "node:path";
import { beginning, isAlive, killLeftovers } from "../leftovers.ts";
import { ignoreMissing } from "../missing.ts";
import { instanceDir } from "../paths.ts";
import { readSecretFile, writeSecretFile } from "../secret_file.ts";
import { signalIfAlive } from "../signal.ts";
import { keycloak } from "./keycloak/keycloak.ts";
import { n8n } from "./n8n/n8n.ts";
import type { Peer, PeerOptions, PeerState } from "./peer.ts";
import { superset } from "./superset/superset.ts";

/** All there are, in the order in which they are started. */
export const peers: readonly Peer[] = [n8n, superset, keycloak];

/** As one finds it: running and well, running and not well, or not running. */
export interface PeerStatus {
  peer: Peer;
  state?: PeerState;
  well: boolean;
}

const folderOf = (instance: string, peer: Peer) => join(instanceDir(instance), "peers", peer.name);
/** Where a running peer writes how to reach it. */
export const stateFileOf = (instance: string, peer: Peer) =>
  join(folderOf(instance, peer), "state.json");

/** How a peer of an instance is. */
export async function statusOf(instance: string, peer: Peer): Promise<PeerStatus> {
  const state = await readSecretFile<PeerState & Began>(stateFileOf(instance, peer));
  if (!state || !await isAlive(state.pid, state.began)) return { peer, well: false };
  return { peer, state, well: await peer.isWell(state) };
}

/** A reused pid is never taken for the peer's. */
interface Began {
  began: string;
}

/**
 * Has a peer run beside an instance, installed before where it is not; one that runs and is well is left
 * alone. @throws {NotFetched} where no registry has it
 */
export async function startPeer(
  instance: string,
  peer: Peer,
  options: PeerOptions,
): Promise<PeerState> {
  await peer.install(options.progress);
  const { state, well } = await statusOf(instance, peer);
  if (state && well) return state;
  await stopPeer(instance, peer);
  const started = await peer.start(folderOf(instance, peer), options);
  const began = await beginning(started.pid);
  await writeSecretFile(stateFileOf(instance, peer), JSON.stringify({ ...started, began }));
  return started;
}

/** Ends a peer, and then what it stands on; its data stay. False when nothing ran. */
export async function stopPeer(instance: string, peer: Peer): Promise<boolean> {
  const { state } = await statusOf(instance, peer);
  if (state) {
    const began = await beginning(state.pid);
    signalIfAlive(state.pid, "SIGTERM");
    for (let i = 0; i < 300 && began && await isAlive(state.pid, began); i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const left = await killLeftovers(folderOf(instance, peer));
  await Deno.remove(stateFileOf(instance, peer)).catch(ignoreMissing);
  return state !== undefined || left.length > 0;
}
