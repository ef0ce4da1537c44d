import { equal, ok } from "node:assert/strict";
import { eventually } from "../tests/integration/support/eventually.ts";
import { width } from "../terminal/width.ts";
import { waiting } from "./waiting.ts";

function screenOf(live: boolean) {
  const screen = { text: "", time: 0 };
  const write = (text: string) => screen.text += text;
  return { screen, output: { write, live, colour: false, now: () => screen.time } };
}

Deno.test("waiting() shows what is waited for within the terminal's columns, until it is over", async () => {
  const { screen, output } = screenOf(true);
  const over = waiting("database  2 of 19", 20, output);
  screen.time = 12_400;
  const drawn = await eventually("it is drawn", () => screen.text);
  ok(width(drawn.split("\x1b[2K").at(-1)!) < 20, drawn);
  over();
  ok(screen.text.endsWith("\r\x1b[2K"));
});

Deno.test("waiting() writes nothing where lines cannot be rewritten", () => {
  const { screen, output } = screenOf(false);
  waiting("database", 80, output)();
  equal(screen.text, "");
});
