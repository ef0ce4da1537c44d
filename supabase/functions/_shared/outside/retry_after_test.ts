import { deepStrictEqual } from "node:assert/strict";
import { retryAfter } from "./retry_after.ts";

Deno.test("retryAfter() reads seconds and dates, and nothing else", () => {
  const now = new Date("2026-11-30T12:00:00Z");
  const said = [
    "30",
    "Mon, 30 Nov 2026 12:01:00 GMT",
    "Mon, 30 Nov 2026 11:00:00 GMT",
    "soon",
    "-1",
  ];
  const seconds = said.map((value) => retryAfter(new Headers({ "retry-after": value }), now));
  deepStrictEqual(seconds.slice(0, 4), [30, 60, 0, undefined]);
  deepStrictEqual(retryAfter(new Headers(), now), undefined);
});
