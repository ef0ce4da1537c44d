import { AppError } from "../../errors.ts";
import type { Applied, Work } from "../tenant/step.ts";

/** So long a peer that does not answer is tried; what the operation made is worth more than its message. */
const patienceMs = 600_000;
const pauseSeconds = 30;

/** Sends a message for a step, and goes on without once it is refused, or could not be sent for ten minutes. */
export async function tell(
  { deps, startedAt }: Work,
  name: string,
  send: () => Promise<unknown>,
): Promise<Applied> {
  try {
    return { output: { [name]: await send() } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const late = deps.now().getTime() - startedAt.getTime() >= patienceMs;
    if (error.code === "message_failed" && !late) return { lookAgainIn: pauseSeconds };
    if (!error.code.startsWith("message_")) throw error;
    return { output: { [name]: { not_sent: error.detail } } };
  }
}
