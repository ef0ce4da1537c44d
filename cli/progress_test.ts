import { deepEqual, equal, ok } from "node:assert/strict";
import { counter } from "./progress.ts";

function counted(live: boolean, total?: number, time = 0) {
  const screen = { text: "", time };
  const output = {
    write: (text: string) => screen.text += text,
    live,
    colour: false,
    now: () => screen.time,
  };
  return { screen, count: counter("Sending", total, output) };
}

Deno.test("counter() is quiet over what takes two seconds at most", () => {
  const { screen, count } = counted(false, 100);
  screen.time = 1_999;
  count.at(99);
  count.end();
  equal(screen.text, "");
});

Deno.test("counter() shows at once what a program is at that was waited for already, and sums up nothing short", () => {
  const { screen, count } = counted(true, 100, 4_000);
  screen.time = 4_500;
  count.at(50);
  equal(screen.text, "\r\x1b[2K… Sending 50 of 100 · 100/s · 1 s left");
  count.end();
  equal(screen.text.split("\r\x1b[2K").at(-1), "");
});

Deno.test("counter() tells rate and remaining time, a line every ten seconds", () => {
  const { screen, count } = counted(false, 10_000);
  screen.time = 4_000;
  count.at(2_000);
  screen.time = 5_000;
  count.at(2_500);
  equal(screen.text, "… Sending 2,000 of 10,000 · 500/s · 16 s left\n");
  screen.time = 20_000;
  count.at(10_000);
  count.end();
  equal(screen.text.split("\n").at(-2), "✓ Sending 10,000 in 20.0 s · 500/s");
});

Deno.test("counter() rewrites one line on a terminal, and leaves the sum", () => {
  const { screen, count } = counted(true);
  screen.time = 3_000;
  count.at(300);
  equal(screen.text, "\r\x1b[2K… Sending 300 · 100/s");
  count.end();
  equal(screen.text.split("\r\x1b[2K").at(-1), "✓ Sending 300 in 3.0 s · 100/s\n");
});

Deno.test("counter() tells the time of what cannot be counted, and a total once it is known", () => {
  const { screen, count } = counted(true);
  screen.time = 3_000;
  count.at(0);
  screen.time = 4_000;
  count.at(100, 200);
  deepEqual(screen.text.split("\r\x1b[2K").slice(1), [
    "… Sending 3 s",
    "… Sending 100 of 200 · 25/s · 4 s left",
  ]);
  screen.time = 20_000;
  count.at(101, 10_000);
  ok(screen.text.endsWith("· 33 min left"), screen.text);
  const quiet = counted(false);
  quiet.screen.time = 5_000;
  quiet.count.end();
  equal(quiet.screen.text, "✓ Sending in 5.0 s\n");
});
