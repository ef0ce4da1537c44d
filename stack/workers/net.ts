import type { Sql, TransactionSql } from "postgres";
import { type Answer, type QueuedRequest, send } from "./send.ts";

/** How many requests pg_net takes at a time (`pg_net.batch_size`). */
const batchSize = 200;

/**
 * Sends what `net.http_get` and its siblings queued, as pg_net's background worker does: batch by batch.
 * The requests of one go out side by side; the next is taken, and the answers are seen, when all of them
 * are answered.
 */
export class NetWorker {
  #stop = new AbortController();

  constructor(private readonly sql: Sql) {}

  /** Takes what is queued now and sends it; resolves when all of it is answered. */
  async tick(): Promise<void> {
    const [net] = await this.sql`
      select to_regclass('net.http_request_queue') is not null
        and exists (select from net.http_request_queue) as wanted`.catch(missing);
    if (!net?.wanted) return;
    // One transaction, as pg_net has it: a worker that dies has sent nothing, for all the others know.
    await this.sql.begin(async (batch) => {
      const requests = await batch<QueuedRequest[]>`
        delete from net.http_request_queue
        where id in (select id from net.http_request_queue order by id limit ${batchSize})
        returning id, method, url, headers, body, timeout_milliseconds`;
      await Promise.all(requests.map(async (request) => {
        const answer = await send(request, this.#stop.signal);
        await store(batch, request.id, answer);
      }));
    });
  }

  /** Ends what is under way; it stays queued. */
  stop(): void {
    this.#stop.abort();
  }
}

/** A database without the extension has no queue. */
function missing(error: { code?: string }): { wanted: boolean }[] {
  if (error.code === "42P01") return [];
  throw error;
}

async function store(sql: TransactionSql, id: string, answer: Answer): Promise<void> {
  await sql`
    insert into net._http_response
      (id, status_code, content_type, headers, content, timed_out, error_msg)
    values (
      ${id}, ${answer.status_code}, ${answer.content_type},
      ${answer.headers && sql.json(answer.headers)}, ${answer.content},
      ${answer.timed_out}, ${answer.error_msg}
    )`;
}
