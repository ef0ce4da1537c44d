import type { Claim, Json } from "../../database/operations.ts";
import type { Config } from "../../config.ts";
import type { Deps } from "../../deps.ts";

/** One step at work: what it knows and what it reaches. */
export interface Work extends Pick<Claim, "tenant" | "operation" | "outputs" | "passing"> {
  deps: Deps;
  /** The step's own id. */
  stepId: string;
  /** What earlier tries of this step have said. */
  before: Json;
  /** When its first try began. */
  startedAt: Date;
}

/** What a look at the outside found. */
export type Observed =
  | { is: "absent" }
  /** Done already, by an earlier try or by itself. */
  | { is: "there"; output?: Json }
  /** There, and not as it should be: doing it puts it right. */
  | { is: "different" }
  /** Begun by an earlier try and not over yet. */
  | { is: "under_way"; lookAgainIn: number }
  | Skipped;

/** Not wanted here, or not ours; why is told to people. */
export interface Skipped {
  is: "skipped";
  why: string;
}

/** What doing it came to: done, or begun, so that somebody has to look again in so many seconds. */
export type Applied = { output?: Json; lookAgainIn?: number } | void;

/** One idempotent piece of an operation. It can be cut off anywhere, and begun again by another process. */
export interface Step {
  /** Stable: rows of control.provisioning_jobs carry it. */
  name: string;
  /** What it does, as docs/operations.md says it: a verb phrase. */
  does: string;
  /** What it changes outside of schema control; "nothing" where it only looks. */
  touches: string;
  /** The operation waits for a second person. */
  dangerous?: true;
  /** Whatever it has begun when the operation fails, the tenant works as before: its status stays. */
  harmless?: true;
  /** Only one step at a time may use this of a database server. */
  exclusive?: "copies";
  /** Looks, and changes nothing. */
  observe(work: Work): Promise<Observed>;
  /** Is only called after `observe` found it absent or different. */
  apply(work: Work): Promise<Applied>;
  /** Undoes it, also half done; absent where there is nothing to undo. It says why what is there is left alone. */
  compensate?(work: Work): Promise<Skipped | void>;
}

/** What most steps find before they act, and what those find that have nothing to look at. */
export const absent: Observed = { is: "absent" };
export const different: Observed = { is: "different" };

/** What is there in any case, compared with what it should be: as it should, or not in these respects. */
export function compared(differences: readonly unknown[]): Observed {
  return differences.length === 0 ? { is: "there" } : different;
}

/** The same step for tenants that have a database of their own; the others share their parent's. */
export function ownDatabaseOnly(step: Step): Step {
  const shares = ({ tenant }: Work) => tenant.isolation === "schema";
  const { compensate } = step;
  return {
    ...step,
    observe: async (work) =>
      shares(work)
        ? { is: "skipped", why: "The tenant shares the database of its parent." }
        : await step.observe(work),
    compensate: compensate &&
      (async (work) => shares(work) ? undefined : await compensate(work)),
  };
}

/** The same step, left out where the configuration lacks something; `lacks` says what, for people. */
export function optional(
  step: Step,
  lacks: (config: Config, work: Work) => string | undefined,
): Step {
  const { compensate } = step;
  const skipped = (work: Work): Skipped | undefined => {
    const why = lacks(work.deps.config, work);
    return why === undefined ? undefined : { is: "skipped", why };
  };
  return {
    ...step,
    observe: async (work) => skipped(work) ?? await step.observe(work),
    compensate: compensate && (async (work) => skipped(work) ?? await compensate(work)),
  };
}
