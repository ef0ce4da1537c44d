import { columns, live, paint } from "../../terminal/paint.ts";
import { cut } from "../../terminal/width.ts";

const barColumns = Math.floor(columns * 0.4);
const pollMs = 40;
const encoder = new TextEncoder();
let drawing = true;

/** Leaves the line to others from now on: who was interrupted waits for nothing any more. */
export function stopDrawing(): void {
  write("\r\x1b[2K");
  drawing = false;
}

/** Redraws a bar until the work is done; outside a terminal it only waits. `count` says how far it is. */
export async function showProgress<T>(
  work: Promise<T>,
  count: () => Promise<number>,
  total: number,
  what: string,
): Promise<T> {
  return await redraw(work, async (ms) => {
    const shown = await count();
    const rate = Math.round(shown / (ms / 1000));
    return bar(shown, total, `${what} · ${rate}/s`);
  });
}

/** How far an operation is. */
export interface Steps {
  done: number;
  total: number;
  /** The one at work. */
  name: string;
}

/** Redraws a bar of steps until the work is done; outside a terminal it only waits. */
export async function showSteps<T>(work: Promise<T>, now: () => Steps): Promise<T> {
  return await redraw(work, (ms) => {
    const { done, total, name } = now();
    return bar(done, total, `${name} · ${(ms / 1000).toFixed(1)} s`);
  });
}

async function redraw<T>(
  work: Promise<T>,
  line: (ms: number) => string | Promise<string>,
): Promise<T> {
  if (!live) return await work;
  const started = performance.now();
  let working = true;
  const done = work.finally(() => working = false);
  done.catch(() => {}); // told below, where it is awaited
  while (working) {
    write(`\r\x1b[2K   ${await line(performance.now() - started)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  write("\r\x1b[2K");
  return await done;
}

function bar(count: number, total: number, what: string): string {
  const full = Math.round(barColumns * Math.min(1, count / total));
  const drawn = paint("█".repeat(full), "green") + paint("░".repeat(barColumns - full), "dim");
  return `${drawn} ${cut(`${count}/${total} ${what}`, columns - barColumns - 5)}`;
}

function write(text: string): void {
  if (!live || !drawing) return;
  Deno.stdout.writeSync(encoder.encode(text));
}
