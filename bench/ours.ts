import type { Stack } from "../stack/stack.ts";

/** What the functions answered and how long the caller waited. */
export interface Answer {
  seconds: number;
  rpc: number;
  /** Records written to Odoo. */
  writes: number;
}

/** Calls a function as a caller would; anything but 200 ends the benchmark. */
export async function callFunction(
  stack: Stack,
  name: "seed-odoo-finance" | "shadow-odoo-finance",
  body: Record<string, unknown>,
): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(`${stack.apiUrl}/functions/v1/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.seedRunToken}` },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  const seconds = (performance.now() - started) / 1000;
  if (response.status !== 200) {
    throw new Error(`Cannot measure ${name}: it answered ${response.status}: ${answer.detail}`);
  }
  const progress: { done: number }[] = Object.values(answer.progress ?? {});
  const writes = progress.reduce((sum, { done }) => sum + done, 0);
  return { seconds, rpc: answer.rpc_count, writes };
}
