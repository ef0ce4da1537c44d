import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FunctionConfig } from "../config.ts";
import type { DenoProgram } from "./hosted_deno.ts";
import { freePort, spawnLogged, waitFor } from "../process.ts";
import type { LoggedProcess } from "../process.ts";

export interface RunningFunction {
  process: LoggedProcess;
  baseUrl: string;
}

const SHIM = fileURLToPath(new URL("./shim.ts", import.meta.url));

/** A hosted function has 256 MB; a local one that needs more should fail here first, and not let garbage lie. */
const MEMORY = "--v8-flags=--max-old-space-size=256,--max-semi-space-size=16";

/** Starts a function's process and waits until it listens. @throws when it ends before, naming its log */
export async function startFunction(
  config: FunctionConfig,
  { env, logDir, deno }: { env: Record<string, string>; logDir: string; deno?: DenoProgram },
): Promise<RunningFunction> {
  const port = freePort();
  const logFile = join(logDir, `${config.name}.log`);
  const mapFlag = /^deno\.jsonc?$/.test(basename(config.importMap)) ? "--config" : "--import-map";
  const process = await spawnLogged({
    command: deno?.command ?? Deno.execPath(),
    args: [
      ...["run", "--allow-all", "--quiet", MEMORY],
      // An older one cannot read the lock file; the platform gets none either.
      ...deno ? ["--no-lock"] : [],
      ...[mapFlag, config.importMap, SHIM],
    ],
    env: {
      ...toolEnvironment(Deno.env.toObject()),
      ...deno?.env,
      ...env,
      STACK_FUNCTION_PORT: String(port),
      STACK_FUNCTION_ENTRYPOINT: pathToFileURL(config.entrypoint).href,
    },
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
