import assert from "node:assert/strict";
import { join } from "node:path";
import { type Limits, platformLimits } from "./limits.ts";
import { type FunctionProcesses, functionProcesses, LimitReached } from "./processes.ts";

const warned = `addEventListener("beforeunload", (event) => {
  if (event.detail?.reason) console.log("about to end:", event.detail.reason);
});
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
function burn(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}`;

/** A function whose requests do what `body` says, under limits of its own. */
async function withLimits(
  limits: Partial<Limits>,
  body: string,
  work: (ask: () => Promise<string>, log: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const [entrypoint, importMap] = [join(folder, "index.ts"), join(folder, "deno.json")];
  await Deno.writeTextFile(entrypoint, `${warned}\nDeno.serve(async () => { ${body} });`);
  await Deno.writeTextFile(importMap, `{ "lock": false }`);
  const processes: FunctionProcesses = functionProcesses({
    env: {},
    logDir: folder,
    limits: { ...platformLimits, ...limits },
  });
  const config = { name: "one", verifyJwt: false, entrypoint, importMap };
  const ask = () => processes.request(config, async (url) => await (await fetch(url)).text());
  try {
    await work(ask, () => Deno.readTextFile(join(folder, "one.log")));
  } finally {
    await processes.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

const reached = (limit: string) => (error: unknown) =>
  error instanceof LimitReached && error.limit === limit;

Deno.test("a worker that uses up its CPU is told at nine tenths, and killed", () =>
  withLimits({ cpuMs: 1000 }, "while (true) { burn(5); await turn(); }", async (ask, log) => {
    await assert.rejects(ask(), reached("cpu"));
    assert.match(await log(), /about to end: cpu\n$/);
  }));

Deno.test("a worker that takes too much memory is told, and killed", () =>
  withLimits(
    { memoryMb: 200 },
    `const held = [];
    while (true) { held.push(new Uint8Array(1e6).fill(1)); await new Promise((r) => setTimeout(r, 15)); }`,
    async (ask, log) => {
      await assert.rejects(ask(), reached("memory"));
      assert.match(await log(), /about to end: memory\n$/);
    },
  ));

Deno.test("a worker that lives too long is told, and killed", () =>
  withLimits({ wallMs: 2000 }, "await new Promise(() => {});", async (ask, log) => {
    await assert.rejects(ask(), reached("wall_clock"));
    assert.match(await log(), /about to end: wall_clock\n$/);
  }));

Deno.test("a worker that has lived half of its time gets no more requests", () =>
  withLimits(
    { wallMs: 4000 },
    `const pid = String(Deno.pid);
    EdgeRuntime.waitUntil(turn().then(() => console.log("behind the answer of", pid)));
    return new Response(pid);`,
    async (ask, log) => {
      const first = await ask();
      let next = first;
      while (next === first) next = await ask();
      assert.notEqual(next, first);
      assert.ok((await log()).includes(`behind the answer of ${first}`));
    },
  ));
