import { join } from "node:path";
import { parseConfig } from "../../../stack/config.ts";
import { type FunctionProcesses, functionProcesses } from "../../../stack/functions/processes.ts";
import { instanceDir, root } from "../../../stack/paths.ts";
import { functionEnvironment } from "./environment.ts";
import { loadStack } from "./stack.ts";

export type FunctionName = "seed-odoo-finance" | "shadow-odoo-finance";

/** What both functions answer, problem documents included; a test looks at what it expects. */
export interface Answer {
  status: number;
  contentType: string;
  ok?: boolean;
  run_id?: string;
  dry_run?: boolean;
  projects_synced?: number;
  tasks_synced?: number;
  counts: Record<string, number>;
  results: Record<
    "projects" | "tasks",
    { external_ref: string; odoo_id: number; action: string }[]
  >;
  plan: PlanRow[];
  errors: ReportedRow[];
  warnings: ReportedRow[];
  drift: Record<string, number>;
  rpc_count: number;
  code?: string;
  title?: string;
  detail?: string;
  suggestion?: string;
}

export interface ReportedRow {
  external_ref: string;
  field: string | null;
  code: string;
  message: string;
}

export interface PlanRow {
  external_ref: string;
  action: string;
  changes: Record<string, { from: unknown; to: unknown }>;
  conflicts: Record<string, { from: unknown; to: unknown }>;
  reason: string | null;
}

/** Calls a function as a caller with the run token does. */
export async function callFunction(
  name: FunctionName,
  body: unknown,
  base: string = functionUrl(name),
): Promise<Answer> {
  const response = await fetch(base, {
    method: "POST",
    headers: {
      authorization: `Bearer ${loadStack().seedRunToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const contentType = response.headers.get("content-type") ?? "";
  return { contentType, ...await response.json(), status: response.status };
}

export function functionUrl(name: string): string {
  return `${loadStack().apiUrl}/functions/v1/${name}`;
}

/** The function in a process of its own, its environment changed; ends with `await using`. */
export async function ownFunction(
  name: FunctionName | "notify-superset",
  env: Record<string, string>,
) {
  const stack = loadStack();
  const supabase = join(root, "supabase");
  const config = parseConfig(await Deno.readTextFile(join(supabase, "config.toml")), supabase);
  const processes: FunctionProcesses = functionProcesses({
    env: { ...functionEnvironment(stack), ...env },
    logDir: join(instanceDir(stack.instance), "logs", "own"),
  });
  const url = `${await processes.baseUrl(config.functionNamed(name)!)}/${name}`;
  return {
    url,
    call: (body: unknown) => callFunction(name as FunctionName, body, url),
    /** Ends it as a crash would. */
    kill: () => processes.kill(name),
    [Symbol.asyncDispose]: () => processes.stop(),
  };
}
