import type { FunctionConfig } from "../config.ts";
import type { DenoProgram } from "./hosted_deno.ts";
import { enforce, type LimitName, type Limits } from "./limits.ts";
import { type RunningFunction, startFunction } from "./start_function.ts";

/** The functions' processes: each is started by its first request and again after its end. */
export interface FunctionProcesses {
  /** Base URL of the running function; starts it when needed. */
  baseUrl(config: FunctionConfig): Promise<string>;
  /** Sends a request to the function, as `send` does; one that is at work is not retired. @throws {LimitReached} */
  request<T>(config: FunctionConfig, send: (baseUrl: string) => Promise<T>): Promise<T>;
  list(): { name: string; pid: number }[];
  /** Kills the function's process at once; false when none runs. */
  kill(name: string): Promise<boolean>;
  stop(): Promise<void>;
}

export interface FunctionOptions {
  /** All that the functions see besides what Deno itself needs. */
  env: Record<string, string>;
  /** Logs go to `<logDir>/<name>.log`. */
  logDir: string;
  /** What runs them; this program unless said. */
  deno?: DenoProgram;
  /** Whoever is over them is killed, as the platform does; not enforced unless said. */
  limits?: Limits;
}

/** A worker was killed because of a limit, and a request with it. */
export class LimitReached extends Error {
  constructor(readonly limit: LimitName) {
    super(`its worker reached its limit of "${limit}"`);
  }
}

interface Worker extends RunningFunction {
  /** Requests that are sent and not answered. */
  open: number;
  retired: boolean;
  killedBy?: LimitName;
}

export function functionProcesses(options: FunctionOptions): FunctionProcesses {
  const { limits } = options;
  const started = new Map<string, Promise<Worker>>();
  const running = new Map<string, Worker>();
  const all = new Set<Promise<Worker>>();
  let stopped = false;

  function start(config: FunctionConfig): Promise<Worker> {
    if (stopped) throw new Error(`Cannot start function ${config.name}: the stack is stopping.`);
    const starting = startFunction(config, options).then((one) => {
      const worker: Worker = { ...one, open: 0, retired: false };
      running.set(config.name, worker);
      worker.process.exited.then(() => {
        all.delete(starting);
        forget(worker);
      });
      if (limits) watch(worker, limits, () => forget(worker));
      return worker;
    });
    const forget = (worker: Worker) => {
      if (started.get(config.name) === starting) started.delete(config.name);
      if (running.get(config.name) === worker) running.delete(config.name);
    };
    starting.catch(() => {
      all.delete(starting);
      started.delete(config.name);
    });
    started.set(config.name, starting);
    all.add(starting);
    return starting;
  }

  const worker = async (config: FunctionConfig) =>
    await (started.get(config.name) ?? start(config));

  return {
    baseUrl: async (config) => (await worker(config)).baseUrl,
    request: async (config, send) => await sendTo(await worker(config), send),
    list: () => [...running].map(([name, { process }]) => ({ name, pid: process.pid })),
    async kill(name) {
      const one = running.get(name);
      await one?.process.stop("SIGKILL");
      return one !== undefined;
    },
    async stop() {
      stopped = true;
      const ends = await Promise.allSettled(all);
      await Promise.all(
        ends.map((one) => one.status === "fulfilled" && one.value.process.stop("SIGTERM", 3000)),
      );
    },
  };
}

function watch(worker: Worker, limits: Limits, forget: () => void): void {
  enforce(worker.process, limits, {
    retire() {
      worker.retired = true;
      forget();
      leaveWhenIdle(worker);
    },
    warn: (limit) => tell(worker, `beforeunload?reason=${limit}`),
    kill(limit) {
      worker.killedBy = limit;
      worker.process.stop("SIGKILL");
    },
  });
}

async function sendTo<T>(worker: Worker, send: (baseUrl: string) => Promise<T>): Promise<T> {
  worker.open++;
  try {
    return await send(worker.baseUrl);
  } catch (error) {
    throw worker.killedBy ? new LimitReached(worker.killedBy) : error;
  } finally {
    worker.open--;
    leaveWhenIdle(worker);
  }
}

function leaveWhenIdle(worker: Worker): void {
  if (worker.retired && worker.open === 0) tell(worker, "retire");
}

/** A worker that has ended, or ends meanwhile, need not be told. */
function tell({ baseUrl }: Worker, what: string): void {
  fetch(`${baseUrl}/_stack/${what}`).then((answer) => answer.body?.cancel()).catch(() => {});
}
