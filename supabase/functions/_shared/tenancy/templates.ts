import { type Budget, stepGraceMs } from "../budget.ts";
import type { TemplateClaim, TemplateShelf } from "../database/templates.ts";
import { type Deps, timed } from "../deps.ts";
import { heartbeat } from "../heartbeat.ts";
import { reportedError } from "./runner.ts";
import { reporting } from "./reporting.ts";
import { buildTemplate } from "./template/build.ts";
import { checkTemplate } from "./template/check.ts";
import { dropTemplate } from "./template/drop.ts";
import type { AttemptEnd, Template } from "./tenant/template.ts";

const attempts = { building: buildTemplate, ready: checkTemplate, stale: dropTemplate };

/** Works on due templates, one attempt each, until none is left or the budget is spent. @returns how many attempts */
export async function keepTemplates(
  deps: Deps,
  shelf: TemplateShelf,
  budget: Budget,
): Promise<number> {
  let done = 0;
  const bounded = timed(deps, () => budget.leftMs() + stepGraceMs);
  while (!budget.spent()) {
    const claim = await shelf.claim();
    if (!claim) break;
    await reporting(deps, { template: claim.database }, () => makeAttempt(bounded, shelf, claim));
    done++;
  }
  return done;
}

async function makeAttempt(deps: Deps, shelf: TemplateShelf, claim: TemplateClaim): Promise<void> {
  const started = performance.now();
  const end = await attempt(deps, shelf, claim);
  const { database, status, bundle_code: bundle } = claim;
  const ms = Math.round(performance.now() - started);
  deps.log("template", { database, bundle, was: status, ...end, ms });
  await report(shelf, claim, end);
}

async function attempt(
  deps: Deps,
  shelf: TemplateShelf,
  claim: TemplateClaim,
): Promise<AttemptEnd> {
  const { leaseSeconds } = deps.config;
  const what = `template ${claim.database}`;
  using _alive = heartbeat(() => shelf.extend(claim), { leaseSeconds, log: deps.log, what });
  const template: Template = { deps, row: claim };
  try {
    return await attempts[claim.status](template);
  } catch (error) {
    return { is: "failed", error: reportedError(deps, error) };
  }
}

async function report(shelf: TemplateShelf, claim: TemplateClaim, end: AttemptEnd): Promise<void> {
  if (end.is === "whole") await shelf.mark(claim, end.closure.version, end.closure.hash);
  else if (end.is === "gone") await shelf.forget(claim);
  else if (end.is === "broken") await shelf.retire(claim, end.why);
  else if (end.is === "foreign") await shelf.disown(claim, end.why);
  else if (end.is === "failed") await shelf.leave(claim, 0, end.error);
  else await shelf.leave(claim, end.lookAgainIn);
}
