import { type Budget, sliceBudget } from "../../budget.ts";
import type { Config } from "../../config.ts";
import { AppError } from "../../errors.ts";
import { observe } from "./observe.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Run } from "../session/run.ts";

/** The time of work that is one slice, however much it is: nothing of it could be handed over. */
export function budgetOfOne({ sliceSeconds }: Config): Budget {
  return sliceBudget({ sliceSeconds, sliceMb: Infinity });
}

/** Brings the shadow up to date within one slice. @throws {AppError} odoo_timeout, when that is too short for it */
export async function observeAtOnce(
  run: Run,
  session: OdooSession,
  budget: Budget,
): Promise<void> {
  const rest = await observe(run, session, { full: false, budget });
  if (!rest) return;
  const { sliceSeconds } = run.deps.config;
  const detail = `Cannot read this Odoo in one go: that takes longer than ${sliceSeconds} s.`;
  throw new AppError("odoo_timeout", detail, {
    suggestion:
      "Nothing was changed. Let shadow-odoo-finance run to its end, then send this again: what was read then is not read anew.",
  });
}
