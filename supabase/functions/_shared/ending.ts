/**
 * Whether the platform is about to end this process, and why: it says so at nine tenths of a limit
 * (`cpu`, `memory`, `wall_clock`). Deno itself tells the event without a reason when nothing is left to do.
 */
export function watchEnding(target: EventTarget): () => string | undefined {
  let reason: string | undefined;
  target.addEventListener("beforeunload", (event) => {
    const { detail } = event as CustomEvent<{ reason?: string } | undefined>;
    reason ??= detail?.reason;
  });
  return () => reason;
}

/** Of this process. */
export const endingReason = watchEnding(globalThis);
