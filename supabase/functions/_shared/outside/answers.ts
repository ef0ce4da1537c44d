import { noAnswer } from "./network.ts";

/** What an address says without being asked to do anything: the status of its answer, or why none came. */
export async function answers(
  url: string,
  method: "GET" | "HEAD",
  mostMs: number,
): Promise<{ status: number } | { reason: string }> {
  try {
    const signal = AbortSignal.timeout(mostMs);
    const response = await fetch(url, { method, redirect: "manual", signal });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    return { reason: noAnswer(url, error).reason };
  }
}
