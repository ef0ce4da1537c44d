import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { stack } from "./scenario.ts";

/** A call on its way to Odoo. */
export interface ProxiedCall {
  /** Empty for log-in and version. */
  model: string;
  method: string;
}

/**
 * What happens to a call: `forward` it; `lose_answer` = let Odoo do it and cut the connection;
 * `drop` = cut it without asking Odoo; `hang` = never answer; a number = answer with that status; a
 * function = pass on what it makes of Odoo's answer.
 */
export type Fate =
  | "forward"
  | "lose_answer"
  | "drop"
  | "hang"
  | number
  | ((answer: string) => string);

/** A reverse proxy before Odoo that treats calls as `decide` says. */
export async function startProxy(decide: (call: ProxiedCall) => Fate | Promise<Fate>) {
  const calls: ProxiedCall[] = [];
  const forwarded = new Set<Promise<void>>();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const call = calledBy(request.url ?? "/", body);
    calls.push(call);
    const fate = await decide(call);
    if (fate === "hang") return;
    if (typeof fate === "number") return void response.writeHead(fate).end("<html>proxy</html>");
    const change = typeof fate === "function" ? fate : (answer: string) => answer;
    const heard = fate === "lose_answer" ? null : response;
    if (fate !== "drop") {
      const answered = forward(request, body, heard, change);
      forwarded.add(answered);
      await answered.finally(() => forwarded.delete(answered));
    }
    if (fate === "drop" || fate === "lose_answer") request.socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    /** Waits until Odoo is at no call that went through here, whether or not anybody waits for its answer. */
    async idle() {
      while (forwarded.size > 0) await Promise.all(forwarded);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}

/** What a request to Odoo calls. */
export function calledBy(path: string, body: string): ProxiedCall {
  const [, root, , model = "", method = ""] = path.split("/");
  if (root === "json") return { model, method };
  const args = path === "/jsonrpc" ? JSON.parse(body).params?.args ?? [] : [];
  return typeof args[4] === "string"
    ? { model: args[3], method: args[4] }
    : { model: "", method: path };
}

async function forward(
  request: IncomingMessage,
  body: string,
  response: ServerResponse | null,
  change: (answer: string) => string,
): Promise<void> {
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  try {
    const answer = await fetch(stack.odoo.url + request.url, {
      method: request.method,
      headers: headers as Record<string, string>,
      body: request.method === "GET" ? undefined : body,
    });
    const text = await answer.text();
    const type = answer.headers.get("content-type") ?? "text/plain";
    response?.writeHead(answer.status, { "content-type": type }).end(change(text));
  } catch {
    // Odoo died: the caller sees what it would see without a proxy.
    request.socket.destroy();
  }
}
