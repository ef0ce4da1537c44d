import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";

/**
 * Work under a lease that ends by reporting how it went. If the report fails, the lease runs out
 * and somebody finds what was done: no reason to leave other work undone. @param what names it in the log
 */
export async function reporting(
  { log }: Pick<Deps, "log">,
  what: Record<string, unknown>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const lost = error instanceof AppError && error.code === "lease_lost";
    log(lost ? "lease_lost" : "unreported", { ...what, message, stack: lost ? undefined : stack });
  }
}
