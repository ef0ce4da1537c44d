import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FunctionConfig } from "../config.ts";
import { freePort, spawnLogged, waitFor } from "../process.ts";
import type { LoggedProcess } from "../process.ts";

/** The functions' processes: each is started by its first request and again after its end. */
export interface FunctionProcesses {
  /** Base URL of the running function; starts it when needed. */
  baseUrl(config: FunctionConfig): Promise<string>;
  list(): { name: string; pid: number }[];
  /** Kills the function's process at once; false when none runs. */
  kill(name: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** `env` is all that the functions see besides what Deno itself needs; logs go to `<logDir>/<name>.log`. */
export function functionProcesses(env: Record<string, string>, logDir: string): FunctionProcesses {
  const started = new Map<string, Promise<RunningFunction>>();
  const running = new Map<string, RunningFunction>();
  let stopped = false;

  function start(config: FunctionConfig): Promise<RunningFunction> {
    if (stopped) throw new Error(`Cannot start function ${config.name}: the stack is stopping.`);
    const starting = startFunction(config, env, logDir).then((one) => {
      running.set(config.name, one);
      one.process.exited.then(() => {
        started.delete(config.name);
        running.delete(config.name);
      });
      return one;
    });
    starting.catch(() => started.delete(config.name));
    started.set(config.name, starting);
    return starting;
  }

  return {
    async baseUrl(config) {
      return (await (started.get(config.name) ?? start(config))).baseUrl;
    },
    list: () => [...running].map(([name, { process }]) => ({ name, pid: process.pid })),
    async kill(name) {
      const one = running.get(name);
      await one?.process.stop("SIGKILL");
      return one !== undefined;
    },
    async stop() {
      stopped = true;
      const all = await Promise.allSettled(started.values());
      await Promise.all(
        all.map((one) => one.status === "fulfilled" && one.value.process.stop("SIGTERM", 3000)),
      );
    },
  };
}

interface RunningFunction {
  process: LoggedProcess;
  baseUrl: string;
}

const SHIM = fileURLToPath(new URL("./shim.ts", import.meta.url));

/** A hosted function has 256 MB; a local one that needs more should fail here first, and not let garbage lie. */
const MEMORY = "--v8-flags=--max-old-space-size=256,--max-semi-space-size=16";

async function startFunction(
  config: FunctionConfig,
  env: Record<string, string>,
  logDir: string,
): Promise<RunningFunction> {
  const port = freePort();
  const logFile = join(logDir, `${config.name}.log`);
  const mapFlag = /^deno\.jsonc?$/.test(basename(config.importMap)) ? "--config" : "--import-map";
  const process = await spawnLogged({
    command: Deno.execPath(),
    args: [
      ...["run", "--allow-all", "--quiet", MEMORY, "--preload", SHIM],
      ...[mapFlag, config.importMap, config.entrypoint],
    ],
    env: { ...toolEnvironment(Deno.env.toObject()), ...env, STACK_FUNCTION_PORT: String(port) },
    clearEnv: true,
    logFile,
  });
  let ended = false;
  process.exited.then(() => ended = true);
  await waitFor(async () => {
    if (ended) return true;
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  }, { timeoutMs: 60_000, what: `function ${config.name}`, everyMs: 15 });
  if (ended) throw new Error(`Cannot start function ${config.name}: see ${logFile}.`);
  return { process, baseUrl: `http://127.0.0.1:${port}` };
}

const TOOL_VARIABLE =
  /^(PATH|HOME|USER|LANG|TZ|TMPDIR|NO_COLOR|NODE_EXTRA_CA_CERTS|(LC|XDG|DENO|SSL_CERT|NPM_CONFIG|npm_config)_.*|.*_(proxy|PROXY))$/;

/** What Deno needs to run and fetch packages; the developer's other variables must not leak in. */
export function toolEnvironment(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => TOOL_VARIABLE.test(name)));
}
