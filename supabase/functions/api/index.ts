import { openApi } from "../_shared/resources/open_api.ts";
import { routes } from "../_shared/resources/routes.ts";
import { serve } from "../_shared/resources/serve.ts";
import document from "./openapi.json" with { type: "json" };

/** One REST surface over everything: docs/api.md. */
export default { fetch: serve("/api", { routes, document }, openApi).fetch };
