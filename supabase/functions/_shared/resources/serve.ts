import { type Context, Hono } from "hono";
import { asCaller, type Ask, asReader } from "../database/api.ts";
import { knownIfLost } from "../database/lost_connection.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { tellAddress } from "../http/address.ts";
import { callerOf } from "../http/caller.ts";
import { idempotencyKey } from "../http/idempotency_key.ts";
import type { JwtKeys } from "../http/jwt.ts";
import type { RateLimit } from "../http/rate_limit.ts";
import { noSuchPath, wrongMethod } from "../http/no_route.ts";
import { log } from "../http/open_deps.ts";
import { problem } from "../http/problem.ts";
import { requestIdOf } from "../http/request_id.ts";
import type { Strangers } from "../http/strangers.ts";
import { answerOrigin } from "./origins.ts";
import { argumentsOf } from "./request_arguments.ts";
import { challenge, metadataPath, protectedResource } from "./protected_resource.ts";
import { respond } from "./respond.ts";
import type { Asked, Route } from "./route.ts";

/** What serving needs from outside, made with the first request. */
export interface ApiDeps {
  deps: Deps;
  keys: JwtKeys;
  limit: RateLimit;
  strangers: Strangers;
}

type Env = { Variables: { requestId: string } };

/** Serves routes below a prefix, with the document that describes them: who calls is known first, then each request is one call of the database. */
export function serve(
  prefix: string,
  { routes, document }: { routes: readonly Route[]; document?: object },
  open: () => ApiDeps,
) {
  const app = new Hono<Env>().basePath(prefix);
  app.use("*", async (context, next) => {
    const started = performance.now();
    const id = requestIdOf(context.req.raw.headers);
    context.set("requestId", id);
    await next();
    context.header("x-request-id", id);
    log("request", {
      ...{
        function: prefix.slice(1),
        request_id: id,
        method: context.req.method,
        path: told(context.req.path),
      },
      ...{ status: context.res.status, ms: Math.round(performance.now() - started) },
      operation_id: context.res.headers.get("x-operation-id") ?? undefined,
    });
  });
  app.use("*", async (context, next) => {
    const origins = () => open().deps.config.apiOrigins;
    return await answerOrigin(context, next, origins);
  });
  if (document) {
    app.get("/openapi.json", () => Response.json(document));
    app.get(metadataPath, () => protectedResource(open().deps.config));
    app.post("/mcp", (context) => agentAnswer(context, routes, open()));
  }
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), (context) => answer(context, route, open()));
  }
  for (const [path, allowed] of methodsByPath(routes)) {
    app.all(path, () => {
      throw wrongMethod(path, allowed);
    });
  }
  app.notFound(() => problem(noSuchPath()));
  app.onError((error, context) => {
    if (!(error instanceof AppError)) {
      const { message, stack } = error;
      log("error", { request_id: context.get("requestId"), message, stack });
    }
    return problem(knownIfLost(error));
  });
  return app;
}

async function answer(context: Context<Env>, route: Route, api: ApiDeps): Promise<Response> {
  const { raw } = context.req;
  const bearer = raw.headers.get("authorization");
  const isOpen = route.open && bearer === null;
  return await api.strangers.judged(bearer, async () => {
    const request = route.signed ? raw.clone() : raw;
    const ask = isOpen ? unknown(context, api) : await entered(context, api);
    const args = await argumentsOf(context, route);
    const key = route.method === "GET" ? undefined : idempotencyKey(raw);
    const requestId = context.get("requestId");
    return await perform(route, { deps: api.deps, ask, args, key, requestId, request });
  });
}

/** A path as the log may have it: what calls back is let in by its address. */
function told(path: string): string {
  return path.replace(/(\/callbacks\/).*/, "$1…");
}

/** Lets a caller in. @throws {AppError} unauthorized, too_many_requests, auth_unreachable */
async function entered(context: Context<Env>, { deps, keys, limit }: ApiDeps): Promise<Ask> {
  const caller = await callerOf(context.req.raw.headers.get("authorization"), keys);
  await limit.demand("sub" in caller ? caller.sub : `token:${caller.token_hash}`);
  await tellAddress(deps);
  return asking(context, deps, caller);
}

/** For a caller; what changes something may have secrets in its arguments, and is no text. */
function asking(context: Context<Env>, deps: Deps, caller: object): Ask {
  const whoever = { ...caller, request_id: context.get("requestId") };
  return (context.req.method === "GET" ? asReader : asCaller)(() => deps.sql, whoever);
}

/** As nobody: what is open to all, as long as they do not ask the database too much. */
function unknown(context: Context<Env>, { deps, strangers }: ApiDeps): Ask {
  const ask = asking(context, deps, {});
  return async (...asked) => {
    strangers.demandOpen();
    return await ask(...asked);
  };
}

async function perform(route: Route, asked: Asked): Promise<Response> {
  const { ask, args, key, request } = asked;
  if (!route.work) return respond(request, route, await known(ask, route, args, key));
  const work = await route.work();
  return await work(asked);
}

async function agentAnswer(
  context: Context<Env>,
  routes: readonly Route[],
  api: ApiDeps,
): Promise<Response> {
  const { raw } = context.req;
  const bearer = raw.headers.get("authorization");
  try {
    return await api.strangers.judged(bearer, async () => {
      const ask = await entered(context, api);
      // An agent that is not known is told at the door, not by each tool.
      await known(ask, { name: "get_me" }, {});
      const { serveMcp } = await import("./mcp.ts");
      const request = new Request("http://agent/"); // without conditions: an agent wants the answer
      const requestId = context.get("requestId");
      return await serveMcp(routes, {
        ask,
        perform: (route, args) => perform(route, { deps: api.deps, ask, args, requestId, request }),
      }, raw);
    });
  } catch (error) {
    return challenge(error, bearer, api.deps.config);
  }
}

/** What the function answers; a token that is good for nobody any more is no caller. */
async function known(
  ask: Ask,
  { name }: Pick<Route, "name">,
  args: Record<string, unknown>,
  key?: string,
): Promise<string> {
  const value = await ask(name, args, { key });
  if (value !== null) return value;
  throw new AppError("unauthorized", "Cannot serve the request: nobody is known by its token.");
}

function honoPath(path: string): string {
  return path.replaceAll(/\{([a-z_]+)\}/g, ":$1");
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path } of routes) {
    const at = honoPath(path);
    methods.set(at, [...methods.get(at) ?? [], method]);
  }
  return methods;
}
