import { type Budget, stepGraceMs } from "../budget.ts";
import type { CareClaim, CareQueue } from "../database/cares.ts";
import { type Deps, timed } from "../deps.ts";
import { heartbeat } from "../heartbeat.ts";
import { measureDatabase } from "../odoo/tenant/look.ts";
import { probeOdoo, type ProbeParams } from "./tenant/probe.ts";
import { reportedError } from "./runner.ts";
import { reporting } from "./reporting.ts";
import { botOf, logInAfresh } from "./tenant/odoo.ts";

/** Probes and measures due tenants, one after the other, until none is left or the budget is spent. @returns how many */
export async function takeCare(deps: Deps, queue: CareQueue, budget: Budget): Promise<number> {
  let done = 0;
  const bounded = timed(deps, () => budget.leftMs() + stepGraceMs);
  while (!budget.spent()) {
    const claim = await queue.claim();
    if (!claim) break;
    const what = { care: claim.care, tenant: claim.tenant.slug };
    await reporting(deps, what, () => careFor(bounded, queue, claim));
    done++;
  }
  return done;
}

async function careFor(deps: Deps, queue: CareQueue, claim: CareClaim): Promise<void> {
  const started = performance.now();
  const end = await ended(deps, queue, claim);
  const ms = Math.round(performance.now() - started);
  deps.log("care", { care: claim.care, tenant: claim.tenant.slug, ...end, ms });
}

async function ended(deps: Deps, queue: CareQueue, claim: CareClaim) {
  const { leaseSeconds } = deps.config;
  const what = `${claim.care} of ${claim.tenant.slug}`;
  using _alive = heartbeat(() => queue.extend(claim), { leaseSeconds, log: deps.log, what });
  const reach = { deps, tenant: claim.tenant, outputs: {} };
  try {
    if (claim.care === "probe") {
      const facts = await probeOdoo(reach, claim.params as unknown as ProbeParams);
      return { state: await queue.finishProbe(claim, facts) };
    }
    const client = await logInAfresh(reach, botOf(claim.tenant));
    await queue.finishMeasure(
      claim,
      await measureDatabase(client, claim.params.models as string[]),
    );
    return {};
  } catch (error) {
    const told = reportedError(deps, error);
    await queue.fail(claim, told);
    return { error: told };
  }
}
