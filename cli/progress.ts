import type { ProgressOutput } from "../stack/progress.ts";

/** Something that takes a while and can be counted. */
export interface Counter {
  /** So many are done, of as many as are known by now. */
  at(done: number, of?: number): void;
  /** It is over: nothing of it stays drawn, and what took long is summed up. */
  end(): void;
}

/** Shorter than this nobody waits for: of a line in a log one piece of work, on a terminal the program. */
const quietMs = 2_000;
const liveMs = 200;
/** Where lines cannot be rewritten they would fill a log. */
const lineMs = 10_000;

/** Shows how far a piece of work is, with its rate and the time that remains, once it takes longer than two seconds. */
export function counter(title: string, total: number | undefined, output: ProgressOutput): Counter {
  const started = output.now();
  const waited = output.live ? 0 : started;
  let [shown, drawn, count] = [false, started, 0];
  const clear = () => output.live && output.write("\r\x1b[2K");
  return {
    at(done, of = total) {
      count = done;
      const now = output.now();
      if (now - waited < quietMs || now - started < liveMs) return;
      if (shown && now - drawn < (output.live ? liveMs : lineMs)) return;
      [shown, drawn] = [true, now];
      clear();
      output.write(`… ${title} ${state(done, of, now - started)}${output.live ? "" : "\n"}`);
    },
    end() {
      const ms = output.now() - started;
      if (shown) clear();
      if (ms < quietMs) return;
      const time = `${(ms / 1000).toFixed(1)} s`;
      const rate = `${grouped(count / (ms / 1000))}/s`;
      output.write(
        count === 0
          ? `✓ ${title} in ${time}\n`
          : `✓ ${title} ${grouped(count)} in ${time} · ${rate}\n`,
      );
    },
  };
}

function state(done: number, total: number | undefined, ms: number): string {
  if (done === 0 && total === undefined) return `${Math.round(ms / 1000)} s`;
  const rate = done / (ms / 1000);
  const speed = `${grouped(rate)}/s`;
  if (total === undefined) return `${grouped(done)} · ${speed}`;
  const left = rate > 0 ? ` · ${timeText((total - done) / rate)} left` : "";
  return `${grouped(done)} of ${grouped(total)} · ${speed}${left}`;
}

/** Estimates are not more exact than this. */
function timeText(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

function grouped(count: number): string {
  return Math.round(count).toLocaleString("en");
}
