import assert from "node:assert/strict";
import { join } from "node:path";
import { killLeftovers } from "./leftovers.ts";
import { spawnLogged } from "./process.ts";

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("killLeftovers() ends a process that was left behind", () =>
  withFolder(async (folder) => {
    const logFile = join(folder, "logs", "sleeper.log");
    const sleeper = await spawnLogged({ command: "sleep", args: ["60"], logFile });
    assert.deepEqual(await killLeftovers(folder), [sleeper.pid]);
    assert.equal(await sleeper.exited, 130);
    assert.deepEqual(await killLeftovers(folder), []);
  }));

Deno.test("killLeftovers() spares a process that only has the pid of ours", () =>
  withFolder(async (folder) => {
    const logFile = join(folder, "sleeper.log");
    const sleeper = await spawnLogged({ command: "sleep", args: ["60"], logFile });
    await Deno.writeTextFile(`${logFile}.pid`, `${sleeper.pid} another time`);
    assert.deepEqual(await killLeftovers(folder), []);
    await sleeper.stop("SIGKILL");
  }));

Deno.test("killLeftovers() finds nothing in a folder that is not there", async () => {
  assert.deepEqual(await killLeftovers("/nowhere/at/all"), []);
});
