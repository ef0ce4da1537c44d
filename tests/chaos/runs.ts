import type { OdooStack } from "../integration/support/stack.ts";

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
  let response = await fetch(url, { method: "POST", headers, body, signal: deadline });
  while (response.status === 202) {
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const location = new URL(response.headers.get("location") ?? "", url);
    response = await fetch(location, { headers, signal: deadline });
  }
  return answerOf(response.status, await response.text());
}

function answerOf(status: number, text: string): Answer {
  const { run_id, code, counts = {}, errors = [] } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status, runId: run_id, code, counts, errors };
}
