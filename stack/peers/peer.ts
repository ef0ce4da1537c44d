import type { Progress } from "../types.ts";

/** How to reach a running peer; kept in a file of mode 600 in its folder of the instance. */
export interface PeerState {
  name: string;
  version: string;
  /** Base URL without a trailing slash. */
  url: string;
  /** The process that is asked to end. */
  pid: number;
  /** Who may do everything there. */
  login: { email: string; password: string };
  /** Opens its API, where that takes one. */
  apiKey?: string;
  /** Opens its API, as a client with credentials of its own. */
  client?: { id: string; secret: string };
}

/** A system beside the platform that runs on this machine for trying and for tests; a folder each. */
export interface Peer {
  name: string;
  version: string;
  /** Fetches it into the cache, once. @throws {NotFetched} where a registry has not got it */
  install(progress: Progress): Promise<void>;
  /** Starts what is installed over a folder of its own, and waits until it is well. */
  start(folder: string, options: PeerOptions): Promise<PeerState>;
  /** Whether it answers as itself. */
  isWell(state: PeerState): Promise<boolean>;
}

export interface PeerOptions {
  progress: Progress;
  /** Any free one unless given. */
  port?: number;
}

/** A registry answered no, or not at all: the peer cannot be run on this machine. */
export class NotFetched extends Error {}
