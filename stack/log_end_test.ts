import assert from "node:assert/strict";
import { join } from "node:path";
import { logEnd } from "./log_end.ts";
import { root } from "./paths.ts";

Deno.test("logEnd() shows the last lines that say something, under the name of the file", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "one\ntwo\n\n  three\n\n");
    assert.equal(await logEnd(file, 2), `The end of ${file}:\n  two\n    three`);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("logEnd() names a log of the clone from its root, also one that never began", async () => {
  const file = join(root, ".local/none/logs/odoo.log");
  assert.equal(await logEnd(file), "Its log, .local/none/logs/odoo.log, is empty.");
});
