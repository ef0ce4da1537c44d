import postgres from "postgres";
import { CronWorker } from "./cron.ts";
import { NetWorker } from "./net.ts";

export interface Workers {
  /** Starts nothing more, waits up to a second for what is under way, and closes the connections. */
  stop(): Promise<void>;
}

/** Fires cron jobs (looked at each 500 ms) and pg_net's requests (each 100 ms) of one database. */
export function startWorkers(superuserUrl: string, warn: (line: string) => void): Workers {
  const sql = postgres(superuserUrl, {
    max: 10,
    onnotice: () => {},
    connection: { application_name: "stack workers" },
  });
  const cron = new CronWorker(sql, warn);
  const net = new NetWorker(sql);
  const stopping = new AbortController();
  const loops = [
    every(500, () => cron.tick(new Date()), stopping.signal, warn),
    every(100, () => net.tick(), stopping.signal, warn),
  ];
  return {
    async stop() {
      stopping.abort();
      net.stop();
      await Promise.all(loops);
      await Promise.race([cron.idle(), pause(1000)]);
      await sql.end({ timeout: 1 });
    },
  };
}

async function every(
  milliseconds: number,
  work: () => Promise<void>,
  stop: AbortSignal,
  warn: (line: string) => void,
): Promise<void> {
  while (!stop.aborted) {
    try {
      await work();
    } catch (error) {
      if (!stop.aborted) warn(`worker: ${(error as Error).message}`);
      await pause(1000, stop);
    }
    await pause(milliseconds, stop);
  }
}

function pause(milliseconds: number, stop?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  stop?.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve();
  }, { once: true });
  return promise;
}
