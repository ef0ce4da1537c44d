import { equal } from "node:assert/strict";

const program = `
import { onInterruption } from ${JSON.stringify(import.meta.resolve("./interruption.ts"))};
onInterruption(() => console.log("asked"));
console.log("ready");
await new Promise((end) => setTimeout(end, 60_000));`;

Deno.test("onInterruption() asks at the first Ctrl-C, and leaves at the second", async () => {
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const said = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  equal((await said.read()).value, "ready\n");
  child.kill("SIGINT");
  equal((await said.read()).value, "asked\n");
  child.kill("SIGINT");
  equal((await child.status).code, 130);
  await said.cancel();
});
