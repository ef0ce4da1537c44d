import { strictEqual } from "node:assert/strict";
import { clockAhead } from "./clock.ts";

const asker = (reply: unknown) => ({ call: () => Promise.resolve(reply) });
const now = () => new Date("2026-11-30T09:00:00Z");

Deno.test("clockAhead() compares what Odoo would date a message with the time here", async () => {
  const ahead = (date: string) => clockAhead(asker({ date }), now);
  strictEqual(await ahead("2026-11-30 09:00:00"), 0);
  strictEqual(await ahead("2026-11-30 09:02:05"), 125);
  strictEqual(await ahead("2026-11-30 08:00:00"), -3600);
});

Deno.test("clockAhead() takes the middle of the time that the answer took", async () => {
  const times = ["2026-11-30T09:00:00Z", "2026-11-30T09:00:08Z"];
  const passing = () => new Date(times.shift()!);
  strictEqual(await clockAhead(asker({ date: "2026-11-30 09:00:04" }), passing), 0);
});

Deno.test("clockAhead() knows nothing of an Odoo that does not say", async () => {
  for (const reply of [{}, { date: false }, null, { date: "today" }]) {
    strictEqual(await clockAhead(asker(reply), now), undefined);
  }
});
