import { sent, textOf } from "./exchange.ts";
import { noAnswer } from "./network.ts";
import { retryAfter } from "./retry_after.ts";

/** What became of a POST; status 0 with why, where no answer came. */
export interface Answer {
  status: number;
  text: string;
  /** In how many seconds it wants to be asked again. */
  againIn?: number;
}

/** No answer of a peer that takes messages is longer. */
const mostMb = 1;

/** Sends a POST once, and follows no redirect: what is sent is for that address alone. */
export async function post(
  url: string,
  request: { headers?: HeadersInit; body: BodyInit; signal: AbortSignal },
): Promise<Answer> {
  const headers = new Headers(request.headers);
  try {
    const init = { ...request, method: "POST", headers, redirect: "manual" as const };
    const response = await fetch(url, sent(init));
    const againIn = retryAfter(response.headers, new Date());
    return { status: response.status, text: await textOf(response, mostMb), againIn };
  } catch (error) {
    return { status: 0, text: noAnswer(url, error).reason };
  }
}
