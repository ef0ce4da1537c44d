import { join } from "node:path";
import { root } from "../../../stack/paths.ts";
import { shellLines } from "../../../tools/workflows/rules.ts";

/** Runs one of a workflow's own scripts as GitHub does, with what is in its environment and nothing else of ours. */
export async function workflowScript(
  file: string,
  part: RegExp,
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ code: number; out: string; err: string }> {
  const lines = shellLines(await Deno.readTextFile(join(root, file)));
  const script = lines.find((text) => part.test(text));
  if (script === undefined) throw new Error(`Cannot run a script of ${file}: none has ${part}.`);
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
    cwd,
    env: { PATH: Deno.env.get("PATH")!, HOME: cwd, ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}
