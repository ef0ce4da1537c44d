import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { knownIfLost } from "./lost_connection.ts";

/**
 * Gives back work that a sender could not end: whoever else has it by now goes on with it; anything else is
 * tried again by the engine. @param about what it is, as the log names it
 */
export async function giveBack(
  log: Log,
  about: Record<string, string>,
  error: unknown,
  fail: (error: { code: string; detail: string }) => Promise<void>,
): Promise<void> {
  const known = knownIfLost(error);
  const { code, message } = known instanceof AppError
    ? known
    : { code: "internal" as const, message: String(error) };
  log("error", { ...about, code, message });
  if (code === "lease_lost") return;
  try {
    await fail({ code, detail: message });
  } catch (lost) {
    log("error", { ...about, message: String(lost) });
  }
}
