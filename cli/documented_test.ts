import { ok } from "node:assert/strict";
import { toldCommands } from "./completion/told_commands.ts";
import { ocpProgram } from "./program.ts";

Deno.test("docs/cli.md has every command in a line, and no other", async () => {
  const text = await Deno.readTextFile(new URL("../docs/cli.md", import.meta.url));
  const lines = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, line]) => line!);
  const commands = toldCommands(ocpProgram()).filter(({ words, path }) =>
    words.length === 0 || path[0] === "introspect"
  ).map(({ path }) => path.join(" "));
  for (const command of commands) {
    ok(lines.some((line) => `${line} `.startsWith(`${command} `)), command);
  }
  const paths = new Set(commands);
  for (const line of lines) ok(paths.has(line.replace(/ [<[].*$/, "")), line);
});
