import assert from "node:assert/strict";
import { terminalProgress } from "./progress.ts";

function recorded() {
  const screen = { text: "", time: 0 };
  const progress = terminalProgress({
    write: (text) => screen.text += text,
    live: false,
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
