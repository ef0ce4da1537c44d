import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { takeTurns } from "./queue.ts";

Deno.test("takeTurns() gives each job once to a worker that is free, the first ones first", async () => {
  const [one, two] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const started: string[] = [];
  const held = Promise.withResolvers<void>();
  const done = takeTurns([one.promise, two.promise], ["long", "a", "b", "c"], async (who, job) => {
    started.push(`${who} ${job}`);
    if (job === "long") await held.promise;
    if (job === "c") held.resolve();
  });
  one.resolve("one");
  await new Promise((resolve) => setTimeout(resolve));
  deepStrictEqual(started, ["one long"]);
  two.resolve("two");
  await done;
  deepStrictEqual(started, ["one long", "two a", "two b", "two c"]);
});

Deno.test("takeTurns() starts nothing more after an error, and waits for what is under way", async () => {
  const started: string[] = [];
  let ended = false;
  const held = Promise.withResolvers<void>();
  const run = takeTurns(
    [Promise.resolve(1), Promise.resolve(2)],
    ["a", "b", "c"],
    async (_, job) => {
      started.push(job);
      if (job === "b") {
        held.resolve();
        throw new Error("it broke");
      }
      await held.promise;
      await new Promise((resolve) => setTimeout(resolve));
      ended = true;
    },
  );
  await rejects(run, /it broke/);
  deepStrictEqual([started, ended], [["a", "b"], true]);
});

Deno.test("takeTurns() tells of a worker that does not come up", async () => {
  const broken = Promise.reject(new Error("no stack"));
  let done = 0;
  const run = takeTurns([Promise.resolve(1), broken], ["a"], () => Promise.resolve(void done++));
  await rejects(run, /no stack/);
  strictEqual(done, 1);
});
