import type { Model } from "../database/runs.ts";
import type { OdooSession } from "./odoo_session.ts";
import { type Part, readPart } from "./parts.ts";
import type { Run } from "./run.ts";
import { storePage } from "./store_page.ts";

/** Brings every record of a part to the shadow. */
export async function observePart(
  run: Run,
  session: OdooSession,
  model: Model,
  part: Part,
): Promise<void> {
  for await (const page of readPart(run, session, model, part)) {
    await storePage(run, session, model, page);
  }
}
