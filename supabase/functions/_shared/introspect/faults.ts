import { lostConnection } from "../database/lost_connection.ts";
import { AppError } from "../errors.ts";

const reported = "Cannot introspect the database";

/** What kept a database from being read, as an error that says so; another one is our own mistake. */
export function readingFault(cause: unknown): AppError | undefined {
  const { code, message } = cause as { code?: string; message?: string };
  if (code === "55P03") {
    return new AppError("database_busy", `${reported}: somebody else changes one of its tables.`, {
      cause,
    });
  }
  if (code === "57014") {
    const detail = `${reported}: a statement takes longer than it may, or was cancelled.`;
    return new AppError("database_busy", detail, { cause });
  }
  if (/^(28...|3D000|42501)$/.test(code ?? "")) {
    return new AppError("database_refused", `${reported}: ${message}.`, { cause });
  }
  const lost = lostConnection(cause);
  if (lost === undefined) return undefined;
  return new AppError("database_unreachable", `${reported}: it does not answer (${lost}).`, {
    suggestion: "Check the URL, and that its server runs.",
    cause,
  });
}
