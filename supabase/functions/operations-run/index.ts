import { sliceBudget } from "../_shared/budget.ts";
import { stepQueue } from "../_shared/database/operations.ts";
import { templateShelf } from "../_shared/database/templates.ts";
import { edgeFunction } from "../_shared/http/app.ts";
import { findStep } from "../_shared/tenancy/operations.ts";
import { runSteps } from "../_shared/tenancy/runner.ts";
import { keepTemplates } from "../_shared/tenancy/templates.ts";

/** Works off due steps, and turns of templates; the database calls it when there are some. */
export default edgeFunction("operations-run", {
  "POST /": async (_call, deps) => {
    const worker = `operations-run/${crypto.randomUUID()}`;
    const queue = stepQueue(() => deps.sql, worker, deps.config.leaseSeconds);
    const steps = await runSteps(deps, queue, findStep, sliceBudget(deps.config));
    return Response.json({ steps });
  },
  "POST /templates": async (_call, deps) => {
    const shelf = templateShelf(() => deps.sql, deps.config.leaseSeconds);
    return Response.json({ turns: await keepTemplates(deps, shelf, sliceBudget(deps.config)) });
  },
}, ({ operationsRunTokens }) => operationsRunTokens);
