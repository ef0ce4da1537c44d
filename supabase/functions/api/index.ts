import { AppError } from "../_shared/errors.ts";
import { authKeys } from "../_shared/http/jwt.ts";
import { openDeps } from "../_shared/http/open_deps.ts";
import { once } from "../_shared/once.ts";
import { routes } from "../_shared/resources/routes.ts";
import { serve } from "../_shared/resources/serve.ts";
import document from "./openapi.json" with { type: "json" };

const open = once(() => {
  const deps = openDeps();
  const { authIssuer, legacyJwtSecret } = deps.config;
  if (!authIssuer) {
    throw new AppError("misconfigured", "Cannot know who calls: SUPABASE_URL is not set.");
  }
  return { deps, keys: authKeys(authIssuer, legacyJwtSecret) };
});

/** One REST surface over everything: docs/api.md. */
export default { fetch: serve("/api", { routes, document }, open).fetch };
