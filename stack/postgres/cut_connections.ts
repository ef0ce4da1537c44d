/** What a database that crashes, or starts again, ends a query with. */
const crashes = /^(57P0[123]|CONNECTION_(CLOSED|DESTROYED)|ECONNRE(SET|FUSED))$/;

/**
 * Goes on when the database crashes. postgres 3.4.9 writes to a connection that was cut a moment ago, and asks a
 * new one for its types without waiting for the answer: both fail where nobody can catch it.
 */
export function outliveCutConnections(): Disposable {
  const thrown = (event: ErrorEvent) => {
    if (/reading 'write'/.test(event.message)) event.preventDefault();
  };
  const rejected = (event: PromiseRejectionEvent) => {
    if (crashes.test(event.reason?.code ?? "")) event.preventDefault();
  };
  addEventListener("error", thrown);
  addEventListener("unhandledrejection", rejected);
  return {
    [Symbol.dispose]() {
      removeEventListener("error", thrown);
      removeEventListener("unhandledrejection", rejected);
    },
  };
}
