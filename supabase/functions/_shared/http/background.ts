/** What Supabase's Edge Runtime offers, as far as it is used here. */
interface EdgeRuntime {
  /** Keeps the worker alive until the work has ended, within the platform's limits. */
  waitUntil(work: Promise<void>): void;
}

/** Goes on with work after the answer. It must not fail: nobody hears of it. */
export function inBackground(work: Promise<void>): void {
  const { EdgeRuntime: runtime } = globalThis as { EdgeRuntime?: EdgeRuntime };
  runtime?.waitUntil(work);
}
