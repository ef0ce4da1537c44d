import { edgeFunction } from "../_shared/http/app.ts";
import { jsonBody } from "../_shared/http/json_body.ts";
import { adopt } from "../_shared/seeding/adopt.ts";
import { importProject } from "../_shared/seeding/import.ts";
import { seed } from "../_shared/seeding/seed.ts";
import { adoptBody, adoptRequest, adoptResponse } from "./adopt.ts";
import { importBody, importRequest, importResponse } from "./import.ts";
import { seedBody, seedRequest, seedResponse } from "./request.ts";

/** Pushes the seeds of a binding to its Odoo. */
export default edgeFunction("seed-odoo-finance", {
  "POST /": async ({ request }, deps) => {
    const started = performance.now();
    const body = await jsonBody(request, seedBody);
    const result = await seed(deps, seedRequest(body));
    return seedResponse(result, performance.now() - started);
  },
  "POST /adopt": async ({ request }, deps) => {
    const started = performance.now();
    const result = await adopt(deps, adoptRequest(await jsonBody(request, adoptBody)));
    return adoptResponse(result, performance.now() - started);
  },
  "POST /import": async ({ request }, deps) => {
    const started = performance.now();
    const result = await importProject(deps, importRequest(await jsonBody(request, importBody)));
    return importResponse(result, performance.now() - started);
  },
});
