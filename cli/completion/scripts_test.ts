import { deepEqual, equal, match, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ocpProgram } from "../program.ts";
import { completionScript } from "./scripts.ts";
import { toldCommands } from "./told_commands.ts";

const commands = toldCommands(ocpProgram());

/** What bash itself offers behind these words. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `${completionScript("bash", "ocp", commands)}
    COMP_WORDS=(ocp "$@"); COMP_CWORD=$#; _ocp; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script, "bash", ...words] })
    .output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test("completionScript() has bash offer groups, commands and flags, whatever stands between", async () => {
  deepEqual(await offered("oper"), ["operation"]);
  deepEqual(await offered("tenant", "p"), ["pause", "purge"]);
  deepEqual(await offered("tenant", "purge", "acme", "--c"), ["--confirm"]);
  deepEqual(await offered("operation", "logs", "--fol"), ["--follow"]);
  deepEqual(await offered("tenant", "purge", "acme", "--js"), ["--json"]);
  deepEqual(await offered("nonsense", "xyz"), []);
});

Deno.test("completionScript() has zsh take bash's, and fish lines of its own", () => {
  match(
    completionScript("zsh", "ocp", commands),
    /compinit \}\nautoload -U \+X bashcompinit && .*\n_ocp/,
  );
  const fish = completionScript("fish", "ocp", commands);
  match(fish, /-n '__fish_seen_subcommand_from tenant; and not .*' -a '.* purge/);
  match(
    fish,
    /-n '__fish_seen_subcommand_from tenant; and __fish_seen_subcommand_from purge' -l confirm/,
  );
});

Deno.test("ocp completion bash is sourced as its help says, and bash completes by it from then on", async () => {
  const program = fileURLToPath(new URL("../main.ts", import.meta.url));
  const script = `
    source <("$DENO" run -A --quiet "$PROGRAM" completion bash)
    complete -p ocp
    COMP_WORDS=(ocp seed ap); COMP_CWORD=2; _ocp; echo "\${COMPREPLY[@]}"`;
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", script],
    env: { DENO: Deno.execPath(), PROGRAM: program },
  }).output();
  equal(new TextDecoder().decode(stdout), "complete -F _ocp ocp\napply\n");
});

Deno.test("toldCommands() knows every command", () => {
  const paths = commands.map(({ path }) => path.join(" "));
  for (const path of ["", "tenant", "tenant upgrade-to-provider", "introspect diff", "whoami"]) {
    ok(paths.includes(path), path);
  }
});
