/**
 * Goes on when the database crashes: postgres 3.4.9 writes to a connection that was cut a moment ago, and throws
 * where nobody can catch it.
 */
export function outliveCutConnections(): Disposable {
  const listen = (event: ErrorEvent) => {
    if (/reading 'write'/.test(event.message)) event.preventDefault();
  };
  addEventListener("error", listen);
  return { [Symbol.dispose]: () => removeEventListener("error", listen) };
}
