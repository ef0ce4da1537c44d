import { sliceBudget } from "../_shared/budget.ts";
import { careQueue } from "../_shared/database/cares.ts";
import { stepQueue } from "../_shared/database/operations.ts";
import { templateShelf } from "../_shared/database/templates.ts";
import { edgeFunction } from "../_shared/http/app.ts";
import { takeCare } from "../_shared/tenancy/cares.ts";
import { findStep } from "../_shared/tenancy/operations.ts";
import { runSteps } from "../_shared/tenancy/runner.ts";
import { keepTemplates } from "../_shared/tenancy/templates.ts";

/** Works off due steps, attempts of templates, and care of tenants; the database calls it when there are some, and nobody else. */
export default edgeFunction("operations-run", {}, {
  called: {
    "POST /": async (_body, deps) => {
      const worker = `operations-run/${crypto.randomUUID()}`;
      const queue = stepQueue(() => deps.sql, worker, deps.config.leaseSeconds);
      await runSteps(deps, queue, findStep, sliceBudget(deps.config));
    },
    "POST /cares": async (_body, deps) => {
      const queue = careQueue(() => deps.sql, deps.config.leaseSeconds);
      await takeCare(deps, queue, sliceBudget(deps.config));
    },
    "POST /templates": async (_body, deps) => {
      const shelf = templateShelf(() => deps.sql, deps.config.leaseSeconds);
      await keepTemplates(deps, shelf, sliceBudget(deps.config));
    },
  },
});
