import { AppError } from "../errors.ts";

/** As postgres.js and the network name it when there is no connection, or no longer. */
const lost = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENOTFOUND", "EPIPE", "ETIMEDOUT"],
]);

/** SQLSTATEs of a server that is away or full: classes 08, 53 and 57P, and a transaction that idled too long. */
const ended = /^(08...|53...|57P..|25P03)$/;

/** The code of an error that says PostgreSQL is away; undefined for every other error. */
export function lostConnection(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  if (error instanceof AppError || typeof code !== "string") return undefined;
  return lost.has(code) || ended.test(code) ? code : undefined;
}

/** An error of our own PostgreSQL being away as database_unreachable, which is worth another try; any other as it is. */
export function knownIfLost(error: unknown): unknown {
  const code = lostConnection(error);
  if (code === undefined) return error;
  const detail = `Cannot go on: the connection to PostgreSQL was lost (${code}).`;
  return new AppError("database_unreachable", detail, { cause: error });
}
