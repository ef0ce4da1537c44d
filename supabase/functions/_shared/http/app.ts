import { type Context, Hono } from "hono";
import { knownIfLost } from "../database/lost_connection.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { tellAddress } from "./address.ts";
import { requireBearer } from "./bearer.ts";
import { answerCall, type Work } from "./called.ts";
import { isStorable } from "./json_body.ts";
import { noSuchPath, wrongMethod } from "./no_route.ts";
import { log, openDeps } from "./open_deps.ts";
import { problem } from "./problem.ts";
import { isSigned } from "./signature.ts";

/** What one request asks for: the raw request and the variables of its path. */
export interface Call {
  request: Request;
  /** A variable of the path, e.g. `id` of `/runs/:id`. */
  param(name: string): string;
}

export type Handler = (call: Call, deps: Deps) => Promise<Response>;

/** Handlers by method and path below the function's name, e.g. `"POST /"` or `"GET /runs/:id"`. */
export type Routes = Record<string, Handler>;

let deps: Deps | undefined;

/** What a function has beyond its routes. */
export interface More extends Pick<Deps, "markdown"> {
  /** Who else may come than holders of the tokens that start runs: what the database may have done by signed calls, by method and path. A path that is no route takes nothing else. */
  called?: Record<string, Work>;
  /** Routes that know by themselves who may come. */
  guarded?: Routes;
}

/** An Edge Function, guarded by a bearer token or a signature, and logged one line a request. */
export function edgeFunction(
  name: string,
  routes: Routes,
  { called = {}, guarded = {}, ...brought }: More = {},
) {
  const app = new Hono();
  const methods = new Map<string, string[]>();
  for (const route of new Set([routes, called, guarded].flatMap(Object.keys))) {
    const [method, below] = route.split(" ") as [string, string];
    const path = `/${name}${below === "/" ? "" : below}`;
    const [handler, work] = [routes[route], called[route]];
    methods.set(path, [...methods.get(path) ?? [], method]);
    app.on(method, path, async (context) => {
      deps ??= openDeps(brought);
      const { raw } = context.req;
      if (guarded[route]) return await guarded[route](callOf(context), deps);
      if (work && (!handler || isSigned(raw.headers))) return await answerCall(raw, deps, work);
      requireBearer(context.req.header("authorization"), deps.config.runTokens);
      await tellAddress(deps);
      return await handler!(callOf(context), deps);
    });
  }
  for (const [path, allowed] of methods) {
    app.all(path, () => {
      throw wrongMethod(path, allowed);
    });
  }
  app.notFound(() => problem(noSuchPath()));
  app.onError((error) => {
    if (!(error instanceof AppError)) {
      log("error", { function: name, message: error.message, stack: error.stack });
    }
    return problem(knownIfLost(error));
  });
  return { fetch: (request: Request) => logged(name, request, app.fetch(request)) };
}

function callOf(context: Context): Call {
  const param = (name: string) => {
    const value = context.req.param(name) ?? "";
    if (isStorable(value)) return value;
    throw noSuchPath();
  };
  return { request: context.req.raw, param };
}

async function logged(
  name: string,
  request: Request,
  answer: Response | Promise<Response>,
): Promise<Response> {
  const started = performance.now();
  const response = await answer;
  log("request", {
    function: name,
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    run_id: response.headers.get("x-run-id") ?? undefined,
    ms: Math.round(performance.now() - started),
  });
  return response;
}
