import { noteAnswer } from "../work_done.ts";

/**
 * Connections that nothing went over before. On a kept one fetch itself repeats a POST when it is
 * closed before the answer (seen with Deno 2.9.6): a create whose answer was lost was done twice.
 */
const unusedConnections = Deno.createHttpClient?.({ poolMaxIdlePerHost: 0 });

/** A request as fetch sends it once, and again only where that is said to do no harm. */
export function sent(init: RequestInit & { headers: Headers }, repeatable = false): RequestInit {
  // Where there are no such connections, none may be kept at all.
  if (!unusedConnections) init.headers.set("connection", "close");
  return { ...init, client: repeatable ? undefined : unusedConnections } as RequestInit;
}

const charsPerMb = 1024 * 1024;

/** An answer of which no more is read. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** An answer's text. @throws {TooLarge} as soon as it has more than so many MB */
export async function textOf(response: Response, mostMb: number): Promise<string> {
  let text = "";
  if (!response.body) return text;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    noteAnswer(chunk.length);
    if (text.length > mostMb * charsPerMb) {
      throw new TooLarge(`its answer is larger than ${mostMb} MB`);
    }
  }
  return text;
}
