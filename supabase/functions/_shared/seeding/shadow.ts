import type { Deps } from "../deps.ts";
import { countDrift, countObserved } from "../database/shadow.ts";
import { AppError } from "../errors.ts";
import { observe } from "./observe.ts";
import { openOdoo } from "./odoo_session.ts";
import { withRun } from "./with_run.ts";

export interface ShadowResult {
  runId: string;
  projects: number;
  tasks: number;
  /** Unmuted drift by kind: missing, orphan, name, field, duplicate. */
  drift: Record<string, number>;
  rpcCount: number;
}

/** Reads back what a binding's Odoo holds and counts how it differs from the seeds. Writes nothing to Odoo. */
export function shadow(deps: Deps, binding: string): Promise<ShadowResult> {
  return withRun(deps, binding, "shadow", {}, async (run) => {
    const options = { prepare: false, notify: false };
    const session = await run.phase("connect", () => openOdoo(run, options));
    if (!session.projects.hasRef || !session.tasks.hasRef) {
      throw new AppError("odoo_field_missing", "Cannot shadow Odoo: x_external_ref is not there.", {
        suggestion: "Run seed-odoo-finance once: it creates the field where the user may.",
      });
    }
    await run.phase("observe", () => observe(run, session));
    const [{ projects, tasks }, drift] = await run.phase(
      "drift",
      () => Promise.all([countObserved(deps.sql, binding), countDrift(deps.sql, binding)]),
    );
    const value = { runId: run.id, projects, tasks, drift, rpcCount: run.rpcCount() };
    return {
      value,
      failures: [],
      projectsSynced: projects,
      tasksSynced: tasks,
      counts: drift,
    };
  });
}
