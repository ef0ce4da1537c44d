import { keepFunctionsUrl } from "../database/calls.ts";
import type { Deps } from "../deps.ts";

let reported: Promise<boolean> | undefined;

/**
 * Tells the database where its functions are, once a process: the first caller with a token waits for it. What
 * goes wrong is logged, and tried again with the next; the caller's own work says what else is wrong.
 */
export async function tellAddress({ config: { functionsUrl }, sql, log }: Deps): Promise<void> {
  if (functionsUrl === undefined) return;
  reported ??= keepFunctionsUrl(sql, functionsUrl).then(() => true, (error) => {
    log("error", { message: `Cannot tell the functions' address: ${error.message}` });
    return false;
  });
  if (!await reported) reported = undefined;
}
