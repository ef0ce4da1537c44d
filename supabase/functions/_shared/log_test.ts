import { deepStrictEqual } from "node:assert/strict";
import { jsonLog } from "./log.ts";

Deno.test("jsonLog() writes one line of JSON per event, with its time", () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line), () => new Date("2026-11-20T09:00:00Z"));
  log("run", { status: "partial", counts: { create: 2 }, message: "two\nlines" });
  log("request", { run_id: undefined });
  deepStrictEqual(lines.map((line) => line.includes("\n")), [false, false]);
  deepStrictEqual(lines.map((line) => JSON.parse(line)), [
    {
      at: "2026-11-20T09:00:00.000Z",
      event: "run",
      status: "partial",
      counts: { create: 2 },
      message: "two\nlines",
    },
    { at: "2026-11-20T09:00:00.000Z", event: "request" },
  ]);
});
