import { sliceBudget } from "../_shared/budget.ts";
import { stepQueue } from "../_shared/database/operations.ts";
import { edgeFunction } from "../_shared/http/app.ts";
import { findStep } from "../_shared/tenancy/operations.ts";
import { runSteps } from "../_shared/tenancy/runner.ts";

/** Works off due steps; the database calls it when there are some. */
export default edgeFunction("operations-run", {
  "POST /": async (_call, deps) => {
    const worker = `operations-run/${crypto.randomUUID()}`;
    const queue = stepQueue(() => deps.sql, worker, deps.config.leaseSeconds);
    const steps = await runSteps(deps, queue, findStep, sliceBudget(deps.config));
    return Response.json({ steps });
  },
}, ({ operationsRunTokens }) => operationsRunTokens);
