import { AppError } from "../errors.ts";

/** As postgres.js and the network name it when there is no connection, or no longer. */
const lost = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENOTFOUND", "EPIPE", "ETIMEDOUT"],
]);

/** SQLSTATEs of a server that ends a session or takes no more: connection exceptions, too many, shut down, starting, timed out. */
const ended = /^(08...|53300|57P0[1-5]|25P03)$/;

/** An error of PostgreSQL being away as database_unreachable, which is worth another try; any other as it is. */
export function knownIfLost(error: unknown): unknown {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  if (error instanceof AppError || typeof code !== "string") return error;
  if (!lost.has(code) && !ended.test(code)) return error;
  const detail = `Cannot go on: the connection to PostgreSQL was lost (${code}).`;
  return new AppError("database_unreachable", detail, { cause: error });
}
