import { Webhook } from "standardwebhooks";
import { sent } from "../outside/exchange.ts";
import { masked } from "../outside/masked.ts";
import { noAnswer } from "../outside/network.ts";
import { retryAfter } from "../outside/retry_after.ts";
import type { Secret } from "../secret.ts";
import { notePost } from "../work_done.ts";

/** How an attempt went: the status of the answer, or why there was none. */
export interface Outcome {
  status?: number;
  ms: number;
  /** How the answer begins, unless it was a 2xx. */
  answer?: string;
  error?: string;
  /** In how many seconds the receiver wants to be asked again. */
  again_in?: number;
}

/** What is posted, and to whom; every secret signs. */
export interface Post {
  url: string;
  id: string;
  body: string;
  secrets: Secret[];
  now: Date;
  timeoutMs?: number;
}

/** The headers of Standard Webhooks. */
export function signedHeaders({ id, body, secrets, now }: Omit<Post, "url">): Headers {
  return new Headers({
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret.reveal()).sign(id, now, body))
      .join(" "),
  });
}

/** Posts an event once; no redirect is followed, and no more of the answer is read than is told. */
export async function post(what: Post): Promise<Outcome> {
  const headers = signedHeaders(what);
  headers.set("content-type", "application/cloudevents+json; charset=utf-8");
  headers.set("user-agent", "odoo-control-plane");
  const signal = AbortSignal.timeout(what.timeoutMs ?? 15_000);
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  notePost(what.body.length);
  try {
    // Twice does no harm: the id is the same.
    const init = sent(
      { method: "POST", headers, body: what.body, redirect: "manual", signal },
      true,
    );
    const response = await fetch(what.url, init);
    const answer = await beginning(response);
    const told = response.ok ? undefined : masked(answer, what.secrets);
    return {
      ...{ status: response.status, ms: ms(), answer: told },
      again_in: response.ok ? undefined : retryAfter(response.headers, what.now),
    };
  } catch (error) {
    return { ms: ms(), error: noAnswer(what.url, error).reason };
  }
}

const mostBytes = 500;

async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader && text.length < mostBytes) {
    const { value, done } = await reader.read();
    if (done) return text;
    text += decoder.decode(value.subarray(0, mostBytes), { stream: true });
  }
  await reader?.cancel();
  return text.slice(0, mostBytes);
}
