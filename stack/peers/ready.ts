import { logEnd } from "../log_end.ts";
import { type LoggedProcess, waitFor } from "../process.ts";

/** Whether an address answers, and that all is well. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

/** What is waited for, and for how long. */
export interface Readiness {
  /** As people call it. */
  what: string;
  /** What answers once it is well. */
  url: string;
  logFile: string;
  timeoutMs: number;
}

/** Waits until a server is well. @throws when it ends before, or takes longer, naming its log */
export async function ready(
  server: LoggedProcess,
  { what, url, logFile, timeoutMs }: Readiness,
): Promise<void> {
  let ended = false;
  server.exited.then(() => ended = true);
  const how = { timeoutMs, everyMs: 200, what, next: `Its log is ${logFile}.` };
  const state = await waitFor(async () => ended ? "ended" : await answers(url) && "ready", how);
  if (state === "ended") {
    throw new Error(`Cannot start ${what}: it ended. ${await logEnd(logFile)}`);
  }
}
