import { type AuthRoutes, serveAuth } from "./auth.ts";
import { serveControl } from "./control.ts";
import type { ControlRoutes } from "./control.ts";
import { serveFunction } from "./functions.ts";
import type { FunctionRoutes } from "./functions.ts";
import { problem } from "./problem.ts";
import { serveStorage } from "./storage.ts";
import type { StorageRoutes } from "./storage.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/** The API port's routes: functions, stored objects, sign-in, our pages and the stack's own controls; the rest of Supabase is not here. */
export function gatewayHandler(
  functions: FunctionRoutes,
  control: ControlRoutes,
  storage: StorageRoutes,
  auth: AuthRoutes,
  pages: Fetch,
): (request: Request) => Promise<Response> {
  async function route(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const after = (prefix: string) =>
      pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : undefined;
    const functionPath = after("/functions/v1");
    if (functionPath) return await serveFunction(request, functionPath, functions);
    const storagePath = after("/storage/v1");
    if (storagePath) return await serveStorage(request, storagePath, storage);
    const authPath = after("/auth/v1");
    if (authPath) return await serveAuth(request, authPath, auth);
    if (after("/console")) return await pages(request);
    const controlPath = after("/_stack");
    if (controlPath) return await serveControl(request, controlPath, control);
    return problem(
      501,
      "NOT_IMPLEMENTED",
      "Not part of the local stack",
      `${pathname} is not served: only /functions/v1/<name>, /auth/v1 and /storage/v1/object. ` +
        "Use the database URL, or `supabase start` where Docker runs.",
    );
  }
  return async (request) => {
    try {
      return await route(request);
    } catch (error) {
      return problem(500, "STACK_ERROR", "The local stack failed", (error as Error).message);
    }
  };
}
