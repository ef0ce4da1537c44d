import { deepEqual } from "node:assert/strict";
import plugin from "./plugin.ts";

const file = "/repo/supabase/functions/_shared/odoo/client.ts";
const findings = (source: string, path = file) =>
  Deno.lint.runPlugin(plugin, path, source).map((finding) => finding.id);

Deno.test("imports-go-downward finds every way to import", () => {
  const up = "../seeding/seed.ts";
  const rule = "rooms/imports-go-downward";
  deepEqual(findings(`import { seed } from "${up}";`), [rule]);
  deepEqual(findings(`import type { Seed } from "${up}";`), [rule]);
  deepEqual(findings(`export { seed } from "${up}";`), [rule]);
  deepEqual(findings(`export * from "${up}";`), [rule]);
  deepEqual(findings(`await import("${up}");`), [rule]);
  deepEqual(findings(`import { retry } from "../retry.ts"; export const a = 1;`), []);
});

Deno.test("environment-in-config-only finds Deno.env and process.env in the functions", () => {
  const rule = "rooms/environment-in-config-only";
  deepEqual(findings(`Deno.env.get("ODOO_URL");`), [rule]);
  deepEqual(findings(`process.env.ODOO_URL;`), [rule]);
  deepEqual(findings(`Deno.env.get("ODOO_URL");`, "/repo/bench/main.ts"), []);
  deepEqual(findings(`config.env;`), []);
});

Deno.test("hosted-runtime finds in the functions what Deno 2.1.4 lacks", () => {
  const rule = "rooms/hosted-runtime";
  const lacking = [
    ...[
      "bytes.toBase64();",
      "bytes.toHex();",
      'Uint8Array.fromBase64("");',
      "map.getOrInsert(1, 2);",
    ],
    ...['RegExp.escape("a");', "Temporal.Now.instant();"],
    ...["new AsyncDisposableStack();", "process.cpuUsage();"],
    ...['import { cpuUsage } from "node:process";'],
    ...['import { hash as sum } from "node:crypto";'],
  ];
  for (const source of lacking) deepEqual(findings(source), [rule], source);
  deepEqual(findings("bytes.toBase64();", "/repo/stack/keys.ts"), []);
  const there = [
    ...['bytes.toString("base64");', "Promise.try(work);", "Array.fromAsync(rows);"],
    ...["using heart = beat();", 'import a from "./a.json" with { type: "json" };'],
    ...[
      'import { createHash } from "node:crypto";',
      "css.escape(name);",
      "Map.groupBy(rows, key);",
    ],
  ];
  for (const source of there) deepEqual(findings(source), [], source);
});

Deno.test("short-files finds a file of 201 lines in the functions and the stack", () => {
  const lines = (count: number) => "export {};\n".repeat(count);
  deepEqual(findings(lines(200)), []);
  deepEqual(findings(lines(201)), ["rooms/short-files"]);
  deepEqual(findings(lines(201), "/repo/stack/stack.ts"), ["rooms/short-files"]);
  deepEqual(findings(lines(201), "/repo/tests/main_test.ts"), []);
});
