import { live, paint } from "./paint.ts";

const barColumns = 40;
const pollMs = 40;
const encoder = new TextEncoder();

/** Redraws a bar until the work is done; outside a terminal it only waits. `count` says how far it is. */
export async function showProgress<T>(
  work: Promise<T>,
  count: () => Promise<number>,
  total: number,
  what: string,
): Promise<T> {
  if (!live) return await work;
  const started = performance.now();
  let working = true;
  const done = work.finally(() => working = false);
  done.catch(() => {}); // told below, where it is awaited
  let shown = 0;
  while (working) {
    shown = await count();
    draw(shown, total, what, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  write("\r\x1b[2K");
  return await done;
}

function draw(count: number, total: number, what: string, ms: number): void {
  const full = Math.round(barColumns * Math.min(1, count / total));
  const bar = paint("█".repeat(full), "green") + paint("░".repeat(barColumns - full), "dim");
  const rate = Math.round(count / (ms / 1000));
  write(`\r\x1b[2K   ${bar} ${count}/${total} ${what} · ${rate}/s`);
}

function write(text: string): void {
  Deno.stdout.writeSync(encoder.encode(text));
}
