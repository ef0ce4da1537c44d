import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { instanceDir, root } from "../../stack/paths.ts";
import { discard, supervisorOf } from "../../stack/state.ts";
import { loadStack } from "./support/stack.ts";

const instance = `${loadStack().instance}_started`;
const stack = join(root, "stack/main.ts");

function start(): Deno.ChildProcess {
  const options = ["--instance", instance, "--no-odoo", "--free-ports"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", stack, "start", ...options],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("a start that is interrupted says so, and ends what it began", async () => {
  await discard(instance);
  const starting = start();
  const [watched, whole] = starting.stderr.pipeThrough(new TextDecoderStream()).tee();
  const said = Array.fromAsync(whole);
  const lines = watched.getReader();
  await lines.read(); // its first step is over
  const supervisor = await supervisorOf(instance);
  starting.kill("SIGINT");
  await lines.cancel();
  strictEqual((await starting.status).code, 130);
  const text = (await said).join("");
  match(text, /Interrupted: what was begun is ended first/);
  match(text, new RegExp(`✓ Stop ${instance}`));
  ok(supervisor !== undefined);
  strictEqual(await supervisorOf(instance), undefined);
  await starting.stdout.cancel();
  await discard(instance);
});

Deno.test("a start that fails shows the end of the log that matters, under its name", async () => {
  await discard(instance);
  await Deno.mkdir(join(instanceDir(instance), "postgres"), { recursive: true }); // no cluster
  const { code, stderr } = await start().output();
  const text = new TextDecoder().decode(stderr);
  strictEqual(code, 1);
  match(text, new RegExp(`The end of .local/${instance}/logs/postgres.log:\\n\\s+\\S.*postgres`));
  match(
    text,
    new RegExp(`the lines above say why. They are in .local/${instance}/logs/supervisor.log`),
  );
  await discard(instance);
});
