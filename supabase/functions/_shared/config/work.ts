import { count, number, section } from "./section.ts";

export interface WorkConfig {
  /**
   * A run that shows no sign of life for so long may be taken over; it shows one each third of that. Odoo
   * ends a call after 120 s, so that whoever dies just before a sign leaves none behind.
   */
  leaseSeconds: number;
  /** How long after it was sent a create without an answer is looked for; Odoo ends a call after 120 s. */
  confirmSeconds: number;
  /** After so long a slice hands its run over; hosted functions are stopped after 150 s. */
  sliceSeconds: number;
  /**
   * After so much work, as work_done.ts counts it, a slice hands its run over: less than 1 s of CPU.
   * Hosted functions are stopped after 2 s, and one that has used 1 s gets no further slice.
   */
  sliceMb: number;
  batchRows: number;
  callsInFlight: number;
}

/** How much is done at once, and for how long. */
export const work = section({
  keys: {
    SEED_LEASE_SECONDS: number(180),
    SEED_CONFIRM_SECONDS: number(120),
    SEED_SLICE_SECONDS: number(60),
    SEED_SLICE_MB: number(5),
    SEED_BATCH_ROWS: count(500),
    SEED_CALLS_IN_FLIGHT: count(4),
  },
  read: (values): WorkConfig => ({
    leaseSeconds: values.SEED_LEASE_SECONDS,
    confirmSeconds: values.SEED_CONFIRM_SECONDS,
    sliceSeconds: values.SEED_SLICE_SECONDS,
    sliceMb: values.SEED_SLICE_MB,
    batchRows: values.SEED_BATCH_ROWS,
    callsInFlight: values.SEED_CALLS_IN_FLIGHT,
  }),
});
