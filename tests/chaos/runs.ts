import type { OdooStack } from "../../stack/types.ts";

/** What a caller of seed-odoo-finance got. */
export interface Answer {
  status: number;
  runId: string | undefined;
  code: string | undefined;
  counts: Record<string, number>;
  errors: unknown[];
}

const callMs = 90_000;
const pollMs = 200;

/** Seeds a binding and waits for the end, also of a run that goes on behind a 202. */
export async function seed(stack: OdooStack, binding: string): Promise<Answer> {
  const deadline = AbortSignal.timeout(callMs);
  const headers = {
    authorization: `Bearer ${stack.seedRunToken}`,
    "content-type": "application/json",
  };
  const url = `${stack.apiUrl}/functions/v1/seed-odoo-finance`;
  const body = JSON.stringify({ binding });
  const response = await fetch(url, { method: "POST", headers, body, signal: deadline });
  const text = await response.text();
  if (response.status !== 202) return answerOf(response.status, text);
  const location = new URL(response.headers.get("location")!, url);
  while (true) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const run = await fetch(location, { headers, signal: deadline });
    const told = await run.text();
    if (run.status !== 200) return answerOf(run.status, told);
    const { status, error } = JSON.parse(told);
    if (status !== "running") return answerOf(statuses[status] ?? 500, told, error?.code);
  }
}

const statuses: Record<string, number> = { success: 200, partial: 207 };

function answerOf(status: number, text: string, because?: string): Answer {
  const { run_id, code, counts = {}, errors = [] } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status, runId: run_id, code: because ?? code, counts, errors };
}
