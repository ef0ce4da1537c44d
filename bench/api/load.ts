/** A process of its own that sends requests, so that it takes no time of the server's: a job a line in, a result a line out. */
import { TextLineStream } from "./lines.ts";

/** What is to be sent: one URL, by so many at a time, for so long. */
export interface Job {
  url: string;
  token?: string;
  inFlight: number;
  seconds: number;
}

/** What it came to; times in milliseconds. */
export interface Sent {
  count: number;
  perSecond: number;
  p50: number;
  p95: number;
  failed: number;
}

async function sent({ url, token, inFlight, seconds }: Job): Promise<Sent> {
  const times: number[] = [];
  let failed = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (performance.now() < until) {
      const began = performance.now();
      const response = await fetch(url, { headers });
      await response.arrayBuffer();
      times.push(performance.now() - began);
      if (response.status !== 200) failed++;
    }
  }));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    count: times.length,
    perSecond: times.length / elapsed,
    p50: at(0.5),
    p95: at(0.95),
    failed,
  };
}

if (import.meta.main) {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) console.log(JSON.stringify(await sent(JSON.parse(line) as Job)));
}
