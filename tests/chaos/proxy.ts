import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fate, RequestKind } from "./schedule.ts";

/** One request on its way to Odoo. */
export interface Passage {
  kind: Exclude<RequestKind, "any">;
  /** e.g. `project.task.create`; the path for log-in and version. */
  call: string;
}

/** What the proxy is to do with a request. */
export type Decide = (passage: Passage) => Fate | "forward";

const names = new Set(["project.task.type", "project.tags", "project.milestone"]);
const changing = new Set(["write", "web_save_multi", "run", "load", "unlink"]);
const lateMs = 500;
const delayMs = 400;

/** fetch repeats a POST itself on a kept connection; what Odoo gets twice must not be our doing. */
const unusedConnections = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A reverse proxy between the functions and Odoo, for whatever `decide` says. */
export class Proxy {
  decide: Decide = () => "forward";
  /** Requests that may change something, since the start. */
  changes = 0;
  /** The longest that such a request took from being sent to Odoo being done with it, in ms. */
  slowest = 0;
  readonly #upstream: string;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(upstream: string) {
    this.#upstream = upstream;
  }

  static async start(upstream: string): Promise<Proxy> {
    const proxy = new Proxy(upstream);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until Odoo is done with everything that was passed on. */
  async drained(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async stop(): Promise<void> {
    await this.drained();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const passage = passageOf(request.url ?? "/", body);
    if (passage.kind !== "read") this.changes++;
    const work = this.#treat(this.decide(passage), passage, request, body, response);
    this.#underWay.add(work);
    await work;
    this.#underWay.delete(work);
  }

  async #treat(
    fate: Fate | "forward",
    passage: Passage,
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    if (fate === "hold") return;
    if (fate === "drop") return void request.socket.destroy();
    if (typeof fate === "number") return refuse(response, fate);
    const sentAt = performance.now();
    if (fate === "late") request.socket.destroy();
    if (fate === "late" || fate === "delay") await wait(fate === "late" ? lateMs : delayMs);
    const answer = await this.#forward(request, body);
    if (passage.kind !== "read") {
      this.slowest = Math.max(this.slowest, performance.now() - sentAt);
    }
    if (fate === "late") return;
    if (!answer || fate === "lose") return void request.socket.destroy();
    if (fate === "done_502") return refuse(response, 502);
    response.writeHead(answer.status, { "content-type": answer.type });
    response.end(fate === "truncate" ? answer.text.slice(0, answer.text.length / 2) : answer.text);
  }

  /** Undefined when Odoo died over it. */
  async #forward(request: IncomingMessage, body: string) {
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    try {
      const answer = await fetch(this.#upstream + request.url, {
        method: request.method,
        headers: headers as Record<string, string>,
        body: request.method === "GET" ? undefined : body,
        client: unusedConnections,
      });
      const type = answer.headers.get("content-type") ?? "text/plain";
      return { status: answer.status, type, text: await answer.text() };
    } catch {
      return undefined;
    }
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/html" }).end("<html>proxy</html>");
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

function passageOf(path: string, body: string): Passage {
  const [, root, , json2Model = "", json2Method = ""] = path.split("/");
  const args: unknown[] = root === "json" || !body ? [] : JSON.parse(body).params?.args ?? [];
  const model = root === "json" ? json2Model : String(args[3] ?? "");
  const method = root === "json" ? json2Method : String(args[4] ?? "");
  const call = model ? `${model}.${method}` : path;
  if (method === "create") return { kind: names.has(model) ? "name" : "create", call };
  if (method === "run" && createsInBulk(args[6])) return { kind: "create", call };
  if (changing.has(method)) return { kind: names.has(model) ? "name" : "change", call };
  return { kind: "read", call };
}

function createsInBulk(kwargs: unknown): boolean {
  const { context } = kwargs as { context?: { odoo_seed_bulk?: object } };
  return "create" in (context?.odoo_seed_bulk ?? {});
}
