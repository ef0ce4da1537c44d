/**
 * Runs `work` over the items, at most `limit` at a time; a limit that is a function is asked anew
 * before each start. After the first error nothing new is started, but what is under way is waited
 * for: its outcome must still be recorded.
 */
export async function inFlight<T>(
  items: Iterable<T>,
  limit: number | (() => number),
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const underWay = new Set<Promise<void>>();
  const most = typeof limit === "number" ? () => limit : limit;
  let failure: { error: unknown } | undefined;
  while (true) {
    while (!failure && underWay.size < most()) {
      const next = waiting.next();
      if (next.done) break;
      const one: Promise<void> = work(next.value).catch((error) => {
        failure ??= { error };
      }).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    if (underWay.size === 0) break;
    await Promise.race(underWay);
  }
  if (failure) throw failure.error;
}
