import type { ErrorKind } from "./kind.ts";

/** Errors of runs. */
export const seedingErrorKinds = {
  run_in_progress: {
    status: 409,
    title: "Another run is in progress",
    suggestion: "Wait until that run has finished, then try again.",
  },
  lease_lost: {
    status: 409,
    title: "The run lost its lease",
    suggestion: "Start a new run: it continues where this one stopped.",
  },
  run_cancelled: {
    status: 409,
    title: "The run was cancelled",
    suggestion: "Start a new run: it continues where this one stopped.",
  },
  binding_disabled: {
    status: 409,
    title: "The Odoo binding is disabled",
    suggestion: "Enable the binding, or name another one.",
  },
  run_held_back: {
    status: 409,
    title: "A hold or a sync window keeps the run back",
    suggestion: "Wait until then, or have the hold lifted.",
  },
  plan_stale: {
    status: 409,
    title: "The plan is out of date",
    suggestion: "Make a new plan, look at it, and apply that one.",
  },
  plan_not_approved: {
    status: 409,
    title: "The plan is not approved",
    suggestion: "Have somebody approve it who did not ask for it.",
  },
  run_status_refused: {
    status: 409,
    title: "The run's or plan's status does not allow it",
    suggestion: "Look at it first.",
  },
  accept_refused: {
    status: 422,
    title: "The drift cannot be accepted",
    suggestion: "Read the detail; no seed was changed.",
  },
  prune_refused: {
    status: 422,
    title: "Too many records would be archived",
    suggestion: "Check the seeds; if they are right, raise the binding's prune_share.",
  },
  import_refused: {
    status: 422,
    title: "The project cannot be imported",
    suggestion: "Read the detail; nothing was imported.",
  },
} as const satisfies Record<string, ErrorKind>;
