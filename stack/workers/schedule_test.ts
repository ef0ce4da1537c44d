import assert from "node:assert/strict";
import { nextRun } from "./schedule.ts";

const at = (schedule: string, after: string) => nextRun(schedule, new Date(after)).toISOString();

Deno.test("nextRun() counts intervals from the last run", () => {
  assert.equal(at("5 seconds", "2026-01-01T00:00:07Z"), "2026-01-01T00:00:12.000Z");
  assert.equal(at("1 second", "2026-01-01T00:00:07Z"), "2026-01-01T00:00:08.000Z");
});

Deno.test("nextRun() reads cron fields in GMT", () => {
  assert.equal(at("*/15 * * * *", "2026-01-01T00:07:00Z"), "2026-01-01T00:15:00.000Z");
  assert.equal(at("30 6 * * 1", "2026-01-01T00:00:00Z"), "2026-01-05T06:30:00.000Z");
  assert.equal(at("@daily", "2026-01-01T10:00:00Z"), "2026-01-02T00:00:00.000Z");
});

Deno.test("nextRun() is later than a moment that matches itself", () => {
  assert.equal(at("0 * * * *", "2026-01-01T05:00:00Z"), "2026-01-01T06:00:00.000Z");
});

Deno.test("nextRun() takes $ as the last day of the month", () => {
  assert.equal(at("0 0 $ * *", "2026-02-01T00:00:00Z"), "2026-02-28T00:00:00.000Z");
});

Deno.test("nextRun() throws on what is no schedule", () => {
  assert.throws(() => nextRun("now and then", new Date()));
});
