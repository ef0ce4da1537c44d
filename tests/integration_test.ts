import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { basename, join } from "node:path";
import { root } from "../stack/paths.ts";
import { filesBelow } from "./files.ts";
import { longest, longestFirst, runIntegrationFile } from "./integration.ts";

Deno.test("longestFirst() begins with what takes longest and forgets no file", async () => {
  const files = await filesBelow(join(root, "tests/integration"), "_test.ts");
  const ordered = longestFirst(files);
  deepStrictEqual(ordered.toSorted(), files.toSorted());
  const first = ordered.slice(0, longest.length).map((file) => basename(file, "_test.ts"));
  deepStrictEqual(first, longest, "each of them is there");
});

Deno.test("runIntegrationFile() shows a file as one block and keeps what failed", async () => {
  const file = await Deno.makeTempFile({ suffix: "_test.ts" });
  try {
    await Deno.writeTextFile(
      file,
      `Deno.test("it holds", () => {});
       Deno.test("it breaks", () => { throw new Error(Deno.env.get("STACK_STATE")); });`,
    );
    const printed: string[] = [];
    const ran = await runIntegrationFile(file, "/nowhere/state.json", (line) => printed.push(line));
    deepStrictEqual([ran.passed, ran.failed, printed.length], [1, 1, 1]);
    match(printed[0]!, /it holds[^]*it breaks[^]*✗ .*_test\.ts \(1 passed, 1 failed, \d+ s\)$/);
    match(ran.failures, /^✗ [^]*Error: \/nowhere\/state\.json/);
    strictEqual(/it holds/.test(ran.failures), false);
  } finally {
    await Deno.remove(file);
  }
});
