import type { StackConfig } from "../config.ts";
import { type FunctionProcesses, LimitReached } from "../functions/processes.ts";
import { bearerRole } from "../keys.ts";
import { ignoreMissing } from "../missing.ts";
import { problem } from "./problem.ts";
import { forward, Idle } from "./proxy.ts";

export interface FunctionRoutes {
  config: StackConfig;
  processes: FunctionProcesses;
  jwtSecret: string;
  /** How long a request may wait for its answer to begin; without it, for ever. */
  idleMs?: number;
}

/** `/functions/v1/<name>/…`: checks the JWT where asked to, and passes on without the prefix. */
export async function serveFunction(
  request: Request,
  path: string,
  { config, processes, jwtSecret, idleMs }: FunctionRoutes,
): Promise<Response> {
  const name = path.split("/")[1] ?? "";
  const found = config.functionNamed(name);
  if (!found || !(await Deno.stat(found.entrypoint).catch(ignoreMissing))?.isFile) {
    const detail = `Function ${
      name || "without name"
    } is unknown. supabase/config.toml has the names.`;
    return problem(404, "NOT_FOUND", "Not found", detail);
  }
  // A preflight request carries no bearer; the function answers it.
  if (found.verifyJwt && request.method !== "OPTIONS" && !await bearerRole(request, jwtSecret)) {
    return unauthorized(request.headers.has("authorization"));
  }
  try {
    return await processes.request(found, async (baseUrl) => {
      const url = new URL(baseUrl + path);
      url.search = new URL(request.url).search;
      return await forward(request, url, idleMs);
    });
  } catch (error) {
    if (error instanceof LimitReached) return overLimit();
    if (error instanceof Idle) return idle();
    const detail = `Cannot reach the function ${name}: ${(error as Error).message}. See its log.`;
    return problem(502, "WORKER_ERROR", "Function failed", detail);
  }
}

/** The hosted gateway's own words, here and below. */
function unauthorized(hasHeader: boolean): Response {
  const message = hasHeader ? "Invalid JWT" : "Missing authorization header";
  return Response.json({ code: 401, message }, { status: 401 });
}

function overLimit(): Response {
  const message = "Function failed due to not having enough compute resources (please check logs)";
  return Response.json({ code: "WORKER_LIMIT", message }, { status: 546 });
}

function idle(): Response {
  const message = "The request has timed out";
  return Response.json({ code: "IDLE_TIMEOUT", message }, { status: 504 });
}
