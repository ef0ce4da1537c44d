import { Cron } from "croner";

const INTERVAL = /^\s*(\d+)\s+seconds?\s*$/i;

/**
 * When a pg_cron schedule is due next after `after`: five cron fields in GMT, a nickname such as
 * `@hourly`, or `N seconds`. Source: pg_cron's README, "What is pg_cron?".
 */
export function nextRun(schedule: string, after: Date): Date {
  const seconds = INTERVAL.exec(schedule)?.[1];
  if (seconds) return new Date(after.getTime() + Number(seconds) * 1000);
  // pg_cron writes the last day of the month `$`, croner `L`.
  const pattern = schedule.trim().replaceAll("$", "L");
  const next = new Cron(pattern, { timezone: "UTC", paused: true }).nextRun(after);
  if (!next) throw new Error(`Cannot schedule a job: "${schedule}" is never due.`);
  return next;
}
