import type { RowFailure } from "../database/runs.ts";
import { accepted } from "../http/json_body.ts";
import { adopt } from "../seeding/adopt/adopt.ts";
import { adoptBody, adoptRequest } from "../seeding/adopt/adopt_body.ts";
import { fates } from "../seeding/adopt/fates.ts";
import { importProject } from "../seeding/adopt/import.ts";
import { importBody, importRequest } from "../seeding/adopt/import_body.ts";
import type { Asked, Work } from "./route.ts";

/** Adopts as somebody. @throws {AppError} as SQL refuses it, and as adopt does */
export const adoptRecords: Work = async ({ deps, ask, args }) => {
  const { name: binding, ...body } = args;
  const request = adoptRequest(accepted({ binding, ...body }, adoptBody));
  const result = await adopt(deps, request, await started(ask, "start_adoption", args));
  const { matched, ambiguous, unmatched } = fates(result);
  return answer(result, {
    dry_run: result.dryRun,
    matched: matched.map(called),
    ambiguous: ambiguous.map(called),
    unmatched: unmatched.map(called),
  });
};

/** Imports as somebody. @throws {AppError} as SQL refuses it, and as importProject does */
export const importRecords: Work = async ({ deps, ask, args }) => {
  const { name: binding, ...body } = args;
  const request = importRequest(accepted({ binding, ...body }, importBody));
  const result = await importProject(deps, request, await started(ask, "start_import", args));
  const { projects, tasks } = result.imported;
  return answer(result, { projects, tasks });
};

async function started(ask: Asked["ask"], name: string, args: Asked["args"]): Promise<string> {
  return (JSON.parse((await ask(name, args))!) as { run: string }).run;
}

interface Ended {
  runId: string;
  plan: { counts: Record<string, number> };
  failures: RowFailure[];
}

function answer({ runId, plan: { counts }, failures }: Ended, more: object): Response {
  const status = failures.length > 0 ? "partial" : "success";
  return Response.json(
    { run: runId, status, counts, errors: failures.map(called), ...more },
    { headers: { "cache-control": "no-store" } },
  );
}

/** Where runs say external_ref, the API says ref. */
function called<T extends { external_ref: string }>({ external_ref: ref, ...others }: T) {
  return { ref, ...others };
}
