import { takeRequests } from "../database/request_windows.ts";
import { AppError } from "../errors.ts";
import { authKeys } from "../http/jwt.ts";
import { openDeps } from "../http/open_deps.ts";
import { RateLimit } from "../http/rate_limit.ts";
import { Strangers } from "../http/strangers.ts";
import { once } from "../once.ts";
import type { ApiDeps } from "./serve.ts";

/** What serving the API needs from outside, made once. @throws {AppError} misconfigured */
export const openApi = once((): ApiDeps => {
  const deps = openDeps();
  const { authIssuer, legacyJwtSecret } = deps.config;
  if (!authIssuer) {
    throw new AppError("misconfigured", "Cannot know who calls: SUPABASE_URL is not set.");
  }
  const limit = new RateLimit((caller, wanted) => takeRequests(deps.sql, caller, wanted));
  return { deps, keys: authKeys(authIssuer, legacyJwtSecret), limit, strangers: new Strangers() };
});
