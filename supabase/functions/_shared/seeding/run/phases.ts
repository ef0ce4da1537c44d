import { type Phase, type RunRow } from "../../database/durable_runs.ts";
import { nextActions, planRun } from "../../database/run_actions.ts";
import { noteWritten } from "../../database/observation.ts";
import { noteLostText, recordEcho } from "../../database/plan.ts";
import { resolveTaskRefs } from "../../database/shadow.ts";
import { AppError } from "../../errors.ts";
import { applyPage } from "../apply/page.ts";
import type { Budget } from "../../budget.ts";
import { learnProjects, observe, type ObserveCursor } from "../observe/observe.ts";
import { unconfirmedAfter } from "./unconfirmed.ts";
import { observeNamesOf } from "../observe/names.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Run } from "../session/run.ts";

/** Where a run stands: what it does after its last checkpoint. */
export interface Place {
  phase: Phase;
  cursor: unknown;
}

/** The phases of a run: observe, plan, apply page by page, and plan again until nothing is left. */
export class Phases {
  readonly #run: Run;
  readonly #session: OdooSession;
  readonly #row: RunRow;
  readonly #budget: Budget;
  #knowsNames = false;

  constructor(run: Run, session: OdooSession, row: RunRow, budget: Budget) {
    this.#run = run;
    this.#session = session;
    this.#row = row;
    this.#budget = budget;
  }

  /** Goes on to the next checkpoint; undefined when the run is done. */
  async advance(place: Place): Promise<Place | undefined> {
    const { phase, cursor } = place;
    if (phase === "plan") return await this.#plan();
    try {
      return phase === "observe"
        ? await this.#observe(cursor as ObserveCursor | null)
        : await this.#apply();
    } catch (error) {
      return unconfirmedAfter(error, this.#run, this.#session, this.#row);
    }
  }

  async #observe(from: ObserveCursor | null): Promise<Place | undefined> {
    const { run_type: type, options } = this.#row;
    if (type === "shadow") this.#demandRefs();
    const how = { full: options.full ?? false, from: from ?? undefined, budget: this.#budget };
    const cursor = await this.#run.phase(
      "observe",
      () => observe(this.#run, this.#session, how),
    );
    this.#knowsNames = true;
    if (cursor) return { phase: "observe", cursor };
    return type === "shadow" ? undefined : { phase: "plan", cursor: null };
  }

  async #plan(): Promise<Place | undefined> {
    const { deps: { sql } } = this.#run;
    const toWrite = await this.#run.phase("plan", () => planRun(sql, this.#row));
    if (toWrite === 0 || this.#row.run_type === "plan") return undefined;
    return { phase: "apply", cursor: null };
  }

  /** A page is what the calls in flight take once. */
  async #apply(): Promise<Place> {
    const { deps: { sql, config }, id } = this.#run;
    const page = await nextActions(sql, id, config.batchRows * config.callsInFlight);
    if (page.length > 0) {
      await this.#learnNames();
      await applyPage(this.#run, this.#session, this.#row, page);
      return { phase: "apply", cursor: null };
    }
    await this.#run.phase("read_back", async () => {
      await resolveTaskRefs(sql, id);
      await recordEcho(sql, id, { days: this.#session.tasks.deadline === "date" });
      await noteLostText(sql, id);
      await noteWritten(sql, id);
    });
    return { phase: "plan", cursor: null };
  }

  /** What an observation would have told, for a slice that goes on after one. */
  async #learnNames(): Promise<void> {
    if (this.#knowsNames) return;
    await this.#run.phase("names", () => observeNamesOf(this.#run, this.#session));
    await learnProjects(this.#run, this.#session);
    this.#knowsNames = true;
  }

  #demandRefs(): void {
    const { projects, tasks } = this.#session;
    if (projects.hasRef && tasks.hasRef) return;
    throw new AppError("odoo_field_missing", "Cannot shadow Odoo: x_external_ref is not there.", {
      suggestion: "Run seed-odoo-finance once: it creates the field where the user may.",
    });
  }
}
