import assert from "node:assert/strict";
import { terminalProgress } from "./progress.ts";

function recorded(live = false) {
  const screen = { text: "", time: 0, running: [] as string[] };
  const progress = terminalProgress({
    write: (text) => screen.text += text,
    running: (line) => screen.running.push(line),
    live,
    colour: false,
    now: () => screen.time,
  });
  return { screen, progress };
}

Deno.test("terminalProgress() prints a finished step with its detail and time", async () => {
  const { screen, progress } = recorded();
  const result = await progress.step("Fetch", (update) => {
    update("3 MB");
    screen.time = 1500;
    return Promise.resolve("done");
  });
  assert.equal(result, "done");
  assert.equal(screen.text, "✓ Fetch (3 MB) 1.5 s\n");
});

Deno.test("terminalProgress() marks a failed step and passes the error on", async () => {
  const { screen, progress } = recorded();
  const failing = progress.step("Fetch", () => Promise.reject(new Error("no line")));
  await assert.rejects(failing, /no line/);
  assert.equal(screen.text, "✗ Fetch 0.0 s\n");
});

Deno.test("terminalProgress() tells what runs at each change, and when nothing does", async () => {
  const { screen, progress } = recorded();
  await progress.step("Fetch", async (update) => {
    update("3 of 9 MB");
    await progress.step("Start", () => Promise.resolve());
  });
  assert.deepEqual(screen.running.filter((line, at, all) => line !== all[at - 1]), [
    "Fetch",
    "Fetch (3 of 9 MB)",
    "Fetch (3 of 9 MB) · Start",
    "Fetch (3 of 9 MB)",
    "",
  ]);
});

Deno.test("close() leaves no line half-drawn of what still runs", () => {
  const { screen, progress } = recorded(true);
  progress.step("Fetch", () => new Promise(() => {}));
  assert.match(screen.text, /… Fetch 0 s$/);
  progress.close();
  assert.ok(screen.text.endsWith("\r\x1b[2K"));
  assert.equal(screen.running.at(-1), "");
});
