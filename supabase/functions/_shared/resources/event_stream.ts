import type { Ask } from "../database/api.ts";
import type { Asked, Work } from "./route.ts";

/** Below the 150 s of a hosted function; who follows comes again where it was. */
const longestMs = 120_000;
const pollMs = 1000;
/** Proxies close what is silent. */
const beatMs = 15_000;

interface Events {
  items: { id: number; step: string | null }[];
  last: number;
  /** The one operation that is followed has ended. */
  ended: boolean;
}

/** Streams what happens to operations as server-sent events, behind Last-Event-ID. @throws {AppError} not_found */
export const follow: Work = async ({ ask, args, request }) => {
  const lastId = request.headers.get("last-event-id") ?? "";
  const after = /^\d{1,15}$/.test(lastId) ? lastId : args.after;
  const first = await read(ask, { ...args, after });
  const body = ReadableStream.from(telling(ask, args, first)).pipeThrough(new TextEncoderStream());
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
};

async function read(ask: Ask, args: Asked["args"]): Promise<Events> {
  return JSON.parse((await ask("list_operation_events", args))!) as Events;
}

async function* telling(ask: Ask, args: Asked["args"], first: Events): AsyncGenerator<string> {
  const until = performance.now() + longestMs;
  yield "retry: 1000\n\n";
  let silentMs = 0;
  for (let now = first; performance.now() < until;) {
    for (const item of now.items) yield written(item);
    if (now.items.length > 0) silentMs = 0;
    else if (now.ended) return yield "event: end\ndata: {}\n\n";
    else {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      if ((silentMs += pollMs) % beatMs === 0) yield ": still here\n\n";
    }
    try {
      now = await read(ask, { ...args, after: now.last });
    } catch {
      return; // Who may not see it any more, or met a database away, is told as they come again.
    }
  }
}

/** An event as the standard has it, with its id to come back to. */
function written(item: Events["items"][number]): string {
  const name = item.step === null ? "operation" : "step";
  return `id: ${item.id}\nevent: ${name}\ndata: ${JSON.stringify(item)}\n\n`;
}
