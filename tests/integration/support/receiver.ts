import { Webhook } from "standardwebhooks";

/** What a receiver got. */
export interface Received {
  id: string;
  headers: Headers;
  text: string;
  // deno-lint-ignore no-explicit-any -- as JSON has it
  event: any;
}

/** How one request is answered; an Error: the connection is closed with no answer, though it was taken. */
export type Answering = (got: Received) => Response | Promise<Response>;

const ok = () => new Response("taken");

/** A real server that takes events, at the same port each time it is started; ends with `await using`. */
export function startReceiver(answering: Answering = ok) {
  const taken: Received[] = [];
  const say = { answer: answering };
  let port = 0;
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  const handle = async (request: Request) => {
    const text = await request.text();
    const { headers } = request;
    const got = { id: headers.get("webhook-id")!, headers, text, event: JSON.parse(text) };
    const response = await say.answer(got);
    if (response.ok) taken.push(got);
    return response;
  };
  const start = () => {
    server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, handle);
    port = server.addr.port;
  };
  const stop = async () => {
    await server?.shutdown();
    server = undefined;
  };
  start();
  return {
    url: `http://127.0.0.1:${port}/events`,
    /** What it answered 2xx, in order. */
    taken,
    say,
    start,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Whether a receiver that has this secret takes what came, as any library of Standard Webhooks has it. */
export function isGenuine({ text, headers }: Received, secret: string): boolean {
  try {
    new Webhook(secret).verify(text, Object.fromEntries(headers));
    return true;
  } catch {
    return false;
  }
}
