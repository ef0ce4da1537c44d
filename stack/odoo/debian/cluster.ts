import { join } from "node:path";
import type { Progress } from "../../types.ts";
import { freePort } from "../../process.ts";
import { startPostgres } from "../../postgres/server.ts";
import type { RunAs } from "../../run_as.ts";

/** Odoo's own PostgreSQL, apart from the one of the stack. */
export interface Cluster {
  port: number;
  user: string;
  password: string;
  stop(): Promise<void>;
}

/** Odoo refuses the user `postgres`; this one owns a cluster that holds nothing but Odoo. */
const USER = "odoo";

/**
 * All of it is scratch data: without fsync a crash of Odoo or PostgreSQL loses nothing, only a
 * crash of the machine does; the earlier, commit-heavy way of seeding gains most from it.
 */
const SETTINGS = {
  max_connections: "120", // 3 processes of at most 32, and the tests' own
  shared_buffers: "256MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  checkpoint_timeout: "30min", // copying a database is 4 times slower behind a checkpoint
  max_wal_size: "4GB",
};

/** Starts the cluster in `<dataDir>/pgdata` on a free loopback port; made when it is missing. */
export async function startCluster(
  dataDir: string,
  password: string,
  progress: Progress,
  runAs?: RunAs,
): Promise<Cluster> {
  const port = freePort();
  const postgres = await startPostgres({
    dataDir: join(dataDir, "pgdata"),
    port,
    superuser: USER,
    password,
    settings: SETTINGS,
    logFile: join(dataDir, "postgres.log"),
    progress,
    runAs,
  });
  return { port, user: USER, password, stop: () => postgres.stop() };
}
