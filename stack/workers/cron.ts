import type { ReservedSql, Sql } from "postgres";
import { nextRun } from "./schedule.ts";

interface Job {
  jobid: string;
  schedule: string;
  command: string;
  database: string;
  username: string;
}

/**
 * Fires `cron.job` as pg_cron does: each job as its user, never twice at the same time, its outcome in
 * `cron.job_run_details`.
 */
export class CronWorker {
  /** Next due moment by job and schedule: a changed schedule counts anew. */
  #due = new Map<string, Date>();
  #running = new Map<string, Promise<void>>();

  constructor(
    private readonly sql: Sql,
    /** Told of jobs that cannot even be scheduled. */
    private readonly warn: (line: string) => void,
  ) {}

  /** Starts every job that is due at `now`; does not wait for their ends. */
  async tick(now: Date): Promise<void> {
    const [cron] = await this.sql`select to_regclass('cron.job') is not null as installed`;
    if (!cron?.installed) return;
    const jobs = await this.sql<Job[]>`
      select jobid, schedule, command, database, username
      from cron.job
      where active and database = current_database()`;
    const keys = new Set(jobs.map(keyOf));
    for (const key of this.#due.keys()) if (!keys.has(key)) this.#due.delete(key);
    for (const job of jobs) this.#startIfDue(job, now);
  }

  /** Resolves when the jobs that run now have ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #startIfDue(job: Job, now: Date): void {
    const key = keyOf(job);
    const due = this.#due.get(key);
    if (this.#running.has(job.jobid) || due && due > now) return;
    try {
      this.#due.set(key, nextRun(job.schedule, now));
    } catch (error) {
      this.#due.set(key, new Date(8.64e15));
      this.warn(`cron job ${job.jobid}: ${(error as Error).message}`);
      return;
    }
    if (!due) return; // seen for the first time: it waits for its first moment
    const run = this.#run(job)
      .catch((error) => this.warn(`cron job ${job.jobid}: ${(error as Error).message}`))
      .finally(() => this.#running.delete(job.jobid));
    this.#running.set(job.jobid, run);
  }

  async #run(job: Job): Promise<void> {
    const connection = await this.sql.reserve();
    try {
      const [run] = await connection<{ runid: string }[]>`
        insert into cron.job_run_details
          (jobid, job_pid, database, username, command, status, start_time)
        values
          (${job.jobid}, pg_backend_pid(), ${job.database}, ${job.username}, ${job.command},
            'running', clock_timestamp())
        returning runid`;
      const { status, message } = await execute(connection, job);
      await connection`
        update cron.job_run_details
        set status = ${status}, return_message = ${message}, end_time = clock_timestamp()
        where runid = ${run!.runid}`;
    } finally {
      connection.release();
    }
  }
}

/** Runs the command as the job's user; several statements are one transaction, as in pg_cron. */
async function execute(connection: ReservedSql, job: Job) {
  try {
    await become(connection, job.username);
    const result = await connection.unsafe(job.command).simple();
    const last = (Array.isArray(result[0]) ? result.at(-1) : result) as typeof result;
    return { status: "succeeded", message: summary(last.command, last.count) };
  } catch (error) {
    return { status: "failed", message: `ERROR: ${(error as Error).message}` };
  } finally {
    if (await inTransaction(connection)) await connection`rollback`;
    await connection.unsafe("reset session authorization; reset all").simple();
  }
}

/** Whether the job left its transaction open; a rollback without one is a warning in the log. */
async function inTransaction(connection: ReservedSql): Promise<boolean> {
  try {
    // One message: a prepared statement begins before it is run.
    const [row] = await connection.unsafe<{ open: boolean }[]>(
      "select pg_catalog.now() < pg_catalog.statement_timestamp() as open",
    ).simple();
    return row!.open;
  } catch {
    return true; // it failed, and takes nothing but a rollback
  }
}

/** Switches to the user with its own settings, as if it had logged in. */
async function become(connection: ReservedSql, user: string): Promise<void> {
  await connection`
    select set_config(split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), false)
    from pg_db_role_setting, unnest(setconfig) as setting
    where setrole = ${user}::regrole`;
  await connection.unsafe(`set session authorization "${user.replaceAll('"', '""')}"`);
}

function summary(command: string, count: number | null): string {
  if (command === "SELECT") return `${count} row${count === 1 ? "" : "s"}`;
  return count === null ? command : `${command} ${count}`;
}

function keyOf(job: Job): string {
  return `${job.jobid} ${job.schedule}`;
}
