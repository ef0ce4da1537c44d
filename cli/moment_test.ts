import { deepEqual } from "node:assert/strict";
import { momentText } from "./moment.ts";

Deno.test("momentText() has a moment as people read it, and leaves other texts alone", () => {
  const texts = ["2026-11-30T09:10:21.139884+00:00", "2026-11-30T09:10:21Z", "2026-11-30", "To Do"];
  deepEqual(texts.map(momentText), [
    ...["2026-11-30 09:10:21 UTC", "2026-11-30 09:10:21 UTC", "2026-11-30", "To Do"],
  ]);
});
