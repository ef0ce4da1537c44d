import { AppError } from "../errors.ts";
import { type Metric, prometheusText } from "./prometheus.ts";
import type { Work } from "./route.ts";

const uncached = { "cache-control": "no-store" };

/** It answers, whatever becomes of the database. */
export const live: Work = () =>
  Promise.resolve(Response.json({ live: true }, { headers: uncached }));

/** What cannot work is told to those who may see the platform. @throws {AppError} not_ready, database_unreachable */
export const ready: Work = async ({ ask }) => {
  const { ready, details } = JSON.parse((await ask("get_readiness", {}))!);
  if (ready) return Response.json({ ready, details }, { headers: uncached });
  throw new AppError("not_ready", "Cannot do all work: the platform is not ready.", {
    extra: details && { details },
  });
};

/** @throws {AppError} forbidden */
export const metrics: Work = async ({ ask }) => {
  const measured = JSON.parse((await ask("get_metrics", {}))!) as Metric[];
  return new Response(prometheusText(measured), {
    headers: { ...uncached, "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  });
};
