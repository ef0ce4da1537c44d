import type { Model } from "../../database/runs.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { type Part, readPart } from "./read_part.ts";
import type { Run } from "../session/run.ts";
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
