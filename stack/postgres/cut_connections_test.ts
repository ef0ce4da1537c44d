import { deepStrictEqual } from "node:assert/strict";
import { outliveCutConnections } from "./cut_connections.ts";

/** Whether the process would go on after a rejection that nobody waits for. */
function outlives(code: string): boolean {
  const reason = Object.assign(new Error("the database system is starting up"), { code });
  const promise = Promise.reject(reason);
  promise.catch(() => {});
  const event = new PromiseRejectionEvent("unhandledrejection", {
    promise,
    reason,
    cancelable: true,
  });
  return !dispatchEvent(event);
}

Deno.test("outliveCutConnections() goes on after what a crash ends, and after nothing else", () => {
  {
    using _ = outliveCutConnections();
    const codes = ["57P03", "CONNECTION_CLOSED", "ECONNREFUSED", "42P01", ""];
    deepStrictEqual(codes.map(outlives), [true, true, true, false, false]);
  }
  deepStrictEqual(outlives("57P03"), false);
});
