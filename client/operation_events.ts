import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream";
import { type Problem, Refused, Unreachable } from "./client.ts";

/** What happened to an operation, or to one step of it. */
export interface OperationEvent {
  /** Where to go on from. */
  id: number;
  at: string;
  operation: string;
  tenant: string;
  type: string;
  step: string | null;
  action: string | null;
  status: string;
}

interface Following {
  /** The id of the last event that is known. */
  after?: number;
  /** Ends it, whatever the operation does. */
  signal?: AbortSignal;
  /** Passes the time before it is asked again; injected in tests. */
  pause?(ms: number): Promise<void>;
}

/** As many answers in a row may be missing, a second apart. */
const mostSilent = 30;
const pauseMs = 1_000;

/**
 * What happens to an operation until it has ended. A stream that closes is opened again behind the last event.
 * @throws {Refused | Unreachable}
 */
export async function* operationEvents(
  { url, token }: { url: string; token: string },
  id: string,
  { after = 0, signal, pause = passed }: Following = {},
): AsyncGenerator<OperationEvent> {
  let last = after;
  for (let silent = 0; !signal?.aborted;) {
    const body = await opened(`${url}/functions/v1/api/operations/${id}/events`, {
      headers: { authorization: `Bearer ${token}`, "last-event-id": String(last) },
      signal,
    });
    silent = body ? 0 : silent + 1;
    if (silent > mostSilent) {
      throw new Unreachable(`Cannot follow the operation: ${url} gives no answer.`);
    }
    for await (const { event, data } of body ? messages(body) : []) {
      if (event === "end") return;
      const told = JSON.parse(data) as OperationEvent;
      last = told.id;
      yield told;
    }
    if (!signal?.aborted) await pause(pauseMs);
  }
}

/** A stream that is there; undefined where nobody answers, as while the platform is renewed. @throws {Refused} */
async function opened(
  url: string,
  init: RequestInit,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
  const response = await fetch(url, init).catch(() => undefined);
  const type = response?.headers.get("content-type") ?? "";
  if (response?.ok && type.startsWith("text/event-stream")) return response.body!;
  if (response && response.status < 500 && /\bjson\b/.test(type)) {
    throw new Refused(await response.json() as Problem);
  }
  await response?.body?.cancel();
}

/** The messages until the stream closes, be it in the middle of one. */
async function* messages(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<EventSourceMessage> {
  const parsed = body.pipeThrough(new TextDecoderStream()).pipeThrough(
    new EventSourceParserStream(),
  );
  const reader = parsed.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || !value) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // it may have broken off
  }
}

async function passed(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
