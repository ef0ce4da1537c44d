import postgres from "postgres";
import { loadStack } from "./stack.ts";

class NoAnswer extends Error {}

/** What is never answered is not waited for. */
function bounded<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswer("No answer in 5 s")), 5_000);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/**
 * A connection to a database that is killed now and then: postgres 3.4.9 may lose one that was cut for good,
 * and never answers what is asked of it. The next work gets a new one.
 */
export function reconnecting() {
  const connect = () => postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
  let sql = connect();
  return {
    /** @throws {Error} what `work` throws, and when it gives no answer in 5 s */
    async run<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
      const used = sql;
      try {
        return await bounded(work(used));
      } catch (e) {
        if (e instanceof NoAnswer && used === sql) {
          sql = connect();
          await used.end({ timeout: 0 }).catch(() => {});
        }
        throw e;
      }
    },
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 }).catch(() => {});
    },
  };
}
