import type { StackConfig } from "../config.ts";
import type { FunctionProcesses } from "../functions/processes.ts";
import { bearerRole } from "../keys.ts";
import { ignoreMissing } from "../missing.ts";
import { problem } from "./problem.ts";
import { forward } from "./proxy.ts";

export interface FunctionRoutes {
  config: StackConfig;
  processes: FunctionProcesses;
  jwtSecret: string;
}

/** `/functions/v1/<name>/…`: checks the JWT where asked to, and passes on without the prefix. */
export async function serveFunction(
  request: Request,
  path: string,
  { config, processes, jwtSecret }: FunctionRoutes,
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
    const url = new URL(await processes.baseUrl(found) + path);
    url.search = new URL(request.url).search;
    return await forward(request, url);
  } catch (error) {
    const detail = `Cannot reach the function ${name}: ${(error as Error).message}. See its log.`;
    return problem(502, "WORKER_ERROR", "Function failed", detail);
  }
}

/** The hosted gateway's own words. */
function unauthorized(hasHeader: boolean): Response {
  const message = hasHeader ? "Invalid JWT" : "Missing authorization header";
  return Response.json({ code: 401, message }, { status: 401 });
}
