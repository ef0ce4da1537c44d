import process from "node:process";
import type { Progress } from "./types.ts";

/** What progress lines are written to; injected in tests. */
export interface ProgressOutput {
  write(text: string): void;
  /** Whether the current line may be rewritten in place. */
  live: boolean;
  colour: boolean;
  /** Is told what runs whenever that changes; for somebody who watches from elsewhere. */
  running?(line: string): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** Standard error, live where it is a terminal. */
export function standardError(): ProgressOutput {
  const live = process.stderr.isTTY;
  return {
    write: (text) => void process.stderr.write(text),
    live,
    colour: live && !process.env.NO_COLOR,
    now: () => performance.now(),
  };
}

/** Shows the steps on stderr: on a terminal the running ones share one live line, else a line a step. */
export function terminalProgress(output: ProgressOutput = standardError()): Progress {
  const running = new Map<symbol, { title: string; detail: string; startedAt: number }>();
  const paint = (code: number, text: string) =>
    output.colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  const seconds = (startedAt: number, digits: number) =>
    `${((output.now() - startedAt) / 1000).toFixed(digits)} s`;

  const clear = () => output.live && output.write("\r\x1b[2K");
  const described = (time: (startedAt: number) => string) =>
    [...running.values()].map(({ title, detail, startedAt }) =>
      `${title}${detail && ` (${detail})`}${time(startedAt)}`
    ).join(" · ");
  const draw = () => {
    output.running?.(described(() => ""));
    if (!output.live || running.size === 0) return;
    const line = `… ${described((startedAt) => ` ${seconds(startedAt, 0)}`)}`;
    output.write("\r\x1b[2K" + paint(2, line.slice(0, terminalColumns() - 1)));
  };
  const print = (line: string) => {
    clear();
    output.write(line + "\n");
    draw();
  };

  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    if (output.live && timer === undefined && running.size > 0) timer = setInterval(draw, 500);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    draw();
  };

  return {
    note: print,
    close() {
      running.clear();
      tick();
      clear();
    },
    async step(title, work) {
      const id = Symbol(title);
      const step = { title, detail: "", startedAt: output.now() };
      running.set(id, step);
      tick();
      let done = false;
      try {
        const result = await work((detail) => {
          step.detail = detail;
          draw();
        });
        done = true;
        return result;
      } finally {
        running.delete(id);
        tick();
        const mark = done ? paint(32, "✓") : paint(31, "✗");
        const detail = step.detail && ` (${step.detail})`;
        print(`${mark} ${title}${detail} ${paint(2, seconds(step.startedAt, 1))}`);
      }
    },
  };
}

/** How wide the terminal is. */
export function terminalColumns(): number {
  // None, as under `script` or a pseudo terminal without a size.
  return process.stdout.columns || process.stderr.columns || 120;
}
