import { join } from "node:path";
import { startPostgres } from "../postgres/server.ts";
import { freePort } from "../process.ts";
import { unprivilegedUser } from "../run_as.ts";
import type { Progress } from "../types.ts";

/** Starts a PostgreSQL of a peer's own in its folder, whose superuser is called as the peer is. @returns its port */
export async function startOwnDatabase(
  folder: string,
  superuser: string,
  password: string,
  progress: Progress,
): Promise<number> {
  const port = freePort();
  await startPostgres({
    dataDir: join(folder, "database/pgdata"),
    port,
    superuser,
    password,
    logFile: join(folder, "postgres.log"),
    progress,
    runAs: unprivilegedUser(),
  });
  return port;
}
