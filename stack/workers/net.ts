import type { Sql } from "postgres";

interface QueuedRequest {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string> | null;
  body: Uint8Array | null;
  timeout_milliseconds: number;
}

interface Answer {
  status_code: number | null;
  content_type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timed_out: boolean | null;
  error_msg: string | null;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const NO_ANSWER = {
  status_code: null,
  content_type: null,
  headers: null,
  content: null,
  timed_out: null,
};

/** Sends what `net.http_get` and its siblings queued, as pg_net's background worker does. */
export class NetWorker {
  #running = new Set<Promise<void>>();

  constructor(private readonly sql: Sql, private readonly warn: (line: string) => void) {}

  /** Takes the queued requests and sends them at the same time; does not wait for the answers. */
  async tick(): Promise<void> {
    const [net] = await this.sql`
      select to_regclass('net.http_request_queue') is not null as installed`;
    if (!net?.installed) return;
    const requests = await this.sql<QueuedRequest[]>`
      delete from net.http_request_queue
      where id in (
        select id from net.http_request_queue order by id limit 200 for update skip locked
      )
      returning id, method, url, headers, body, timeout_milliseconds`;
    for (const request of requests) {
      const sending = send(request)
        .then((answer) => this.#store(request.id, answer))
        .catch((error) => this.warn(`pg_net request ${request.id}: ${(error as Error).message}`))
        .finally(() => this.#running.delete(sending));
      this.#running.add(sending);
    }
  }

  /** Resolves when the requests under way are answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #store(id: string, answer: Answer): Promise<void> {
    await this.sql`
      insert into net._http_response
        (id, status_code, content_type, headers, content, timed_out, error_msg)
      values (
        ${id}, ${answer.status_code}, ${answer.content_type},
        ${answer.headers && this.sql.json(answer.headers)}, ${answer.content},
        ${answer.timed_out}, ${answer.error_msg}
      )`;
  }
}

async function send(request: QueuedRequest): Promise<Answer> {
  const { hostname } = new URL(request.url);
  if (!LOOPBACK.has(hostname)) {
    const error_msg = `Cannot reach ${hostname}: the local stack sends to loopback alone`;
    return { ...NO_ANSWER, error_msg };
  }
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers ?? {},
      body: request.body ? new Uint8Array(request.body) : undefined,
      redirect: "manual",
      signal: AbortSignal.timeout(request.timeout_milliseconds),
    });
    return {
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      content: await response.text(),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    if ((error as Error).name === "TimeoutError") {
      const error_msg = `Timeout of ${request.timeout_milliseconds} ms reached.`;
      return { ...NO_ANSWER, timed_out: true, error_msg };
    }
    return { ...NO_ANSWER, error_msg: (error as Error).message };
  }
}
