import type { Stack } from "../../stack/stack.ts";

/** A run as its caller sees it. */
export interface Ran {
  /** From the request until the caller knows that the run is over. */
  seconds: number;
  rpc: number;
  /** Records written to Odoo. */
  writes: number;
  slices: number;
}

interface Report {
  status: string;
  rpc_count: number;
  slices: number;
  progress: Record<string, { done: number }>;
  error: { detail?: string } | null;
}

const everyMs = 200;
/** An hour: far beyond any run that is worth measuring. */
const polls = 18_000;

/** Starts a run and waits for its end, however many slices it takes. @throws when it did not succeed */
export async function call(
  stack: Stack,
  name: "seed-odoo-finance" | "shadow-odoo-finance",
  body: Record<string, unknown>,
): Promise<Ran> {
  const started = performance.now();
  const response = await fetch(`${stack.apiUrl}/functions/v1/${name}`, {
    method: "POST",
    headers: authorized(stack),
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.status !== 200 && response.status !== 202) {
    throw new Error(`Cannot measure ${name}: it answered ${response.status}: ${answer.detail}`);
  }
  const path = `/functions/v1/seed-odoo-finance/runs/${answer.run_id}`;
  if (response.status === 202) await over(stack, response.headers.get("location") ?? path);
  const seconds = (performance.now() - started) / 1000;
  const { rpc_count, slices, progress } = await report(stack, path);
  const writes = Object.values(progress).reduce((sum, { done }) => sum + done, 0);
  return { seconds, rpc: rpc_count, writes, slices };
}

async function over(stack: Stack, path: string): Promise<void> {
  for (let poll = 0; poll < polls; poll++) {
    const { status, error } = await report(stack, path);
    if (status === "success") return;
    if (status !== "running") {
      throw new Error(`Cannot measure: run ${path} is ${status}: ${error?.detail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`Cannot measure: run ${path} does not end`);
}

async function report(stack: Stack, path: string): Promise<Report> {
  const response = await fetch(`${stack.apiUrl}${path}`, { headers: authorized(stack) });
  if (!response.ok) throw new Error(`Cannot measure: ${path} answered ${response.status}`);
  return await response.json();
}

function authorized(stack: Stack): HeadersInit {
  return { authorization: `Bearer ${stack.seedRunToken}` };
}
