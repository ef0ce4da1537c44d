import assert from "node:assert/strict";
import { readOfProcess } from "./proc.ts";

Deno.test("readOfProcess() reads of one that lives", async () => {
  assert.match(await readOfProcess(Deno.pid, "status") ?? "", /^Pid:\s+\d+$/m);
});

Deno.test("readOfProcess() knows nothing of one that ends while it is read about", async () => {
  for (let i = 0; i < 20; i++) {
    const child = new Deno.Command("true").spawn();
    let alive = true;
    child.status.then(() => alive = false);
    while (alive) await readOfProcess(child.pid, "status");
    assert.equal(await readOfProcess(child.pid, "status"), undefined);
  }
});
