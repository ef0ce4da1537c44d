/**
 * Takes jobs from one queue on several workers, each one job at a time and from when it is ready; all
 * are then done about together. A worker that does not come up, or an error of a job, ends the queue:
 * what is under way is waited for. @throws the first error
 */
export async function takeTurns<W, J>(
  workers: Promise<W>[],
  jobs: J[],
  work: (worker: W, job: J) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs];
  const ends = workers.map(async (coming) => {
    try {
      const worker = await coming;
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        await work(worker, job);
      }
    } catch (error) {
      waiting.length = 0;
      throw error;
    }
  });
  for (const end of await Promise.allSettled(ends)) {
    if (end.status === "rejected") throw end.reason;
  }
}
