import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { answers } from "../outside/answers.ts";
import { backupStore } from "../storage/backup_store.ts";
import { probeStore } from "../storage/probe.ts";
import { failed, type Finding, unwell, well } from "./finding.ts";
import { integrationStates } from "./integration_states.ts";
import type { Work } from "./route.ts";

const mostMs = 10_000;

/** What the database finds, and what is seen of the systems beside it now. @throws {AppError} forbidden */
export const check: Work = async ({ deps: { config }, ask }) => {
  const [found, integrations] = await Promise.all([
    ask("check_platform", {}),
    integrationStates(config, ask),
  ]);
  const here = await Promise.all([
    well(
      { area: "versions", name: "functions" },
      `The functions run on Deno ${Deno.version.deno}.`,
    ),
    ...integrations.map(systemFinding),
    storageFinding(config),
    callbackFinding(config),
    ...hookFindings(config),
  ]);
  const findings = [...JSON.parse(found!) as Finding[], ...here];
  return Response.json({ findings }, { headers: { "cache-control": "no-store" } });
};

/** Without these something that the platform is for cannot be done. */
const needed: Record<string, "warning" | "failure"> = {
  functions: "failure",
  odoo: "warning",
  odoo_databases: "warning",
  storage: "warning",
};

function systemFinding(
  { name, configured, detail }: Awaited<ReturnType<typeof integrationStates>>[number],
): Finding {
  const check = { area: "systems", name: "configured", object: name };
  const state = needed[name];
  if (configured) return well(check, detail ?? `${name} is configured.`);
  if (state === undefined) return well({ ...check, name: "unused" }, detail ?? "Nothing uses it.");
  return unwell(check, state, detail!, "Set it, as docs/deploy.md has it.");
}

async function storageFinding({ storage }: Config): Promise<Finding> {
  const check = { area: "storage", name: "backups" };
  if (!storage) return unwell(check, "warning", "No Storage is known.", setStorage);
  try {
    const isWhole = await probeStore(backupStore(storage, mostMs), AbortSignal.timeout(mostMs));
    return isWhole
      ? well(check, "The bucket tenant-backups takes objects, and gives them back.")
      : unwell(check, "failure", "An object was stored, and is another now.", readStorage);
  } catch (error) {
    if (error instanceof AppError) return failed(check, error);
    throw error;
  }
}

const setStorage = "Set SUPABASE_URL and SUPABASE_SECRET_KEYS of the functions (docs/deploy.md).";
const readStorage = "Read the log of Storage (docs/runbooks/backups.md).";

/** What calls back comes to this address; so do the calls of the database. */
async function callbackFinding({ functionsUrl }: Config): Promise<Finding> {
  const check = { area: "webhooks", name: "callbacks", object: functionsUrl ?? null };
  if (functionsUrl === undefined) {
    const seen = "Nobody can call back: the functions do not know their own address.";
    return unwell(check, "warning", seen, "Set SUPABASE_URL of the functions.");
  }
  const answer = await answers(`${functionsUrl}/api/health/live`, "GET", mostMs);
  if ("status" in answer && answer.status === 200) {
    return well(check, `Callbacks reach ${functionsUrl}.`);
  }
  const said = "reason" in answer ? answer.reason : `it answers ${answer.status}`;
  const seen = `Callbacks do not reach ${functionsUrl}: ${said}.`;
  return unwell(check, "failure", seen, "Deploy the function api there, or set SUPABASE_URL.");
}

function hookFindings({ imageHook }: Config): Promise<Finding>[] {
  return imageHook ? [hookFinding(imageHook.url)] : [];
}

/** It is not called, only asked for its headers: whatever it says to that, it is there. */
async function hookFinding(url: string): Promise<Finding> {
  const check = { area: "webhooks", name: "image_hook" };
  const answer = await answers(url, "HEAD", mostMs);
  if ("status" in answer) return well(check, `The image hook answers, with ${answer.status}.`);
  const seen = `The image hook is not reached: ${answer.reason}.`;
  return unwell(check, "failure", seen, "Start it, or correct IMAGE_HOOK_URL of the functions.");
}
