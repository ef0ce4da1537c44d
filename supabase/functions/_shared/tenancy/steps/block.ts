import { observePause, pause, resume } from "../../odoo/tenant/pause.ts";
import { botOf, logIn } from "../tenant/odoo.ts";
import { isSuspended, reactivate } from "../../odoo/tenant/suspend.ts";
import { different, type Observed, ownDatabaseOnly, type Step, type Work } from "../tenant/step.ts";

const bot = (work: Work) => logIn(work, botOf(work.tenant));

async function state(work: Work): Promise<"blocked" | "open" | "between"> {
  const client = await bot(work);
  const { paused, running } = await observePause(client);
  if (!paused) return await isSuspended(client) ? "between" : "open";
  return running.users.length + running.crons.length === 0 ? "blocked" : "between";
}

const found = async (work: Work, wanted: "blocked" | "open"): Promise<Observed> =>
  await state(work) === wanted ? { is: "there" } : different;

export const block = ownDatabaseOnly({
  name: "block",
  does: "Block log-ins and scheduled work, remembering what ran.",
  touches: "the tenant's Odoo database",
  observe: (work) => found(work, "blocked"),
  apply: async (work) => await pause(await bot(work)),
  compensate: async (work) => await resume(await bot(work)),
});

export const unblock = ownDatabaseOnly({
  name: "unblock",
  does: "Reactivate exactly the users and the scheduled work that were stopped.",
  touches: "the tenant's Odoo database",
  observe: (work) => found(work, "open"),
  async apply(work) {
    const client = await bot(work);
    // A restoration that could not be undone may have left it suspended.
    if (await isSuspended(client)) await reactivate(client);
    await resume(client);
  },
  /** Who was open before, as after an error, is not shut by it. */
  async compensate(work) {
    if (work.operation.tenant_status === "paused") await pause(await bot(work));
  },
});

/** A copy of a template is sealed as that was; what is made otherwise is open already. */
export const unseal: Step = {
  ...unblock,
  name: "unseal",
  does: "Reactivate users and scheduled work, which are off in a template.",
  compensate: undefined,
};
