import { AppError } from "../../errors.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { applyNeutrality, observeNeutrality } from "../../odoo/tenant/neutral.ts";
import { botOf, logIn } from "../tenant/odoo.ts";
import { compared, ownDatabaseOnly } from "../tenant/step.ts";

export const neutral = ownDatabaseOnly({
  name: "neutral",
  does: "Stop mail, scheduled work, webhooks and payments of the clone, and prove it.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    const open = await observeNeutrality(await logIn(work, botOf(work.tenant)));
    return compared(open);
  },
  async apply(work) {
    await neutralise(await logIn(work, botOf(work.tenant)));
  },
});

/** Makes a copy neutral, and proves it. @throws {AppError} odoo_failed, naming what still reaches out */
export async function neutralise(client: OdooClient): Promise<void> {
  await applyNeutrality(client);
  const open = await observeNeutrality(client);
  if (open.length === 0) return;
  const detail = `Cannot open the copy: it can still reach out by ${open.join(", ")}.`;
  throw new AppError("odoo_failed", detail);
}
