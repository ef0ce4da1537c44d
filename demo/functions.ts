import type { PlanRow } from "../supabase/functions/_shared/database/plan.ts";
import type { StackState } from "../stack/types.ts";

interface Answer {
  ok: boolean;
  run_id: string;
  projects_synced: number;
  tasks_synced: number;
  duration_ms: number;
  rpc_count: number;
}

/** What POST /seed-odoo-finance answers. */
export interface SeedAnswer extends Answer {
  counts: Record<string, number>;
  results: Record<"projects" | "tasks", { external_ref: string; action: string }[]>;
  /** Of a dry run: every row that would do something. */
  plan?: PlanRow[];
  errors: { external_ref: string; message: string }[];
}

/** What POST /shadow-odoo-finance answers. */
export interface ShadowAnswer extends Answer {
  drift: Record<string, number>;
}

export const seed = (stack: StackState, body: { dry_run?: boolean; binding?: string } = {}) =>
  post<SeedAnswer>(stack, "seed-odoo-finance", body);

export const shadow = (stack: StackState, body: { binding?: string } = {}) =>
  post<ShadowAnswer>(stack, "shadow-odoo-finance", body);

/** Calls an edge function as a schedule or a person would: over HTTP, with the run token. */
async function post<T>(stack: StackState, name: string, body: object): Promise<T> {
  const response = await fetch(`${stack.apiUrl}/functions/v1/${name}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${stack.seedRunToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  const next = answer.suggestion ?? `See .local/${stack.instance}/logs/${name}.log.`;
  throw new Error(`Cannot run ${name}: the answer is ${response.status}, ${answer.detail} ${next}`);
}
