/** Does the work when it is first asked for, and never again: all who ask get what came of it, but for an error that it throws. */
export function once<T>(work: () => T): () => T {
  let done: { value: T } | undefined;
  return () => (done ??= { value: work() }).value;
}
