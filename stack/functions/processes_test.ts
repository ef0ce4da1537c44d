import assert from "node:assert/strict";
import { join } from "node:path";
import type { FunctionConfig } from "../config.ts";
import { functionProcesses } from "./processes.ts";
import { toolEnvironment } from "./start_function.ts";

async function withFunction(
  source: string,
  work: (config: FunctionConfig, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const entrypoint = join(folder, "index.ts");
  const importMap = join(folder, "deno.json");
  await Deno.writeTextFile(entrypoint, source);
  await Deno.writeTextFile(importMap, `{ "lock": false }`);
  try {
    await work({ name: "one", verifyJwt: false, entrypoint, importMap }, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("functionProcesses() runs Deno.serve with the given environment alone", () =>
  withFunction(
    `Deno.serve({ port: 1 }, () => Response.json([Deno.env.get("GIVEN"), Deno.env.get("LEAKED")]));`,
    async (config, folder) => {
      Deno.env.set("LEAKED", "yes");
      const processes = functionProcesses({ env: { GIVEN: "yes" }, logDir: folder });
      const answer = await fetch(await processes.baseUrl(config));
      assert.deepEqual(await answer.json(), ["yes", null]);
      await processes.stop();
      Deno.env.delete("LEAKED");
    },
  ));

Deno.test("functionProcesses() serves a default export and starts anew after a kill", () =>
  withFunction(
    `export default { fetch: () => new Response(String(Deno.pid)) };`,
    async (config, folder) => {
      const processes = functionProcesses({ env: {}, logDir: folder });
      const first = await (await fetch(await processes.baseUrl(config))).text();
      assert.equal(await processes.kill("one"), true);
      assert.deepEqual(processes.list(), []);
      const second = await (await fetch(await processes.baseUrl(config))).text();
      assert.notEqual(first, second);
      await processes.stop();
      assert.equal(await processes.kill("one"), false);
    },
  ));

Deno.test("functionProcesses() names the log of a function that does not start", () =>
  withFunction(`throw new Error("broken on purpose");`, async (config, folder) => {
    const processes = functionProcesses({ env: {}, logDir: folder });
    await assert.rejects(processes.baseUrl(config), /Cannot start function one: see .*one\.log/);
    assert.match(await Deno.readTextFile(join(folder, "one.log")), /broken on purpose/);
    await processes.stop();
  }));

Deno.test("toolEnvironment() keeps what Deno needs and no credentials", () => {
  const env = { PATH: "/bin", DENO_DIR: "/d", https_proxy: "p", ODOO_PASSWORD: "x", TOKEN: "y" };
  assert.deepEqual(Object.keys(toolEnvironment(env)), ["PATH", "DENO_DIR", "https_proxy"]);
});
