import { delimiter, join } from "node:path";
import { folderOf, type Ran } from "./ocp.ts";

/** A home with nothing in it, and these programs alone. */
export interface BareMachine extends AsyncDisposable {
  home: string;
  /** Runs a line as a shell reads it. */
  run(line: string): Promise<Ran>;
}

/** A machine that has what is named, and what is installed below `~/bin`. */
export async function bareMachine(
  programs: Record<string, string>,
  env: Record<string, string>,
): Promise<BareMachine> {
  const home = await folderOf({});
  const [installed, given] = [home.at("bin"), home.at("given")];
  await Deno.mkdir(given);
  for (const [name, path] of Object.entries(programs)) await Deno.symlink(path, join(given, name));
  return {
    home: home.path,
    async run(line) {
      const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
        args: ["-c", line],
        cwd: home.path,
        clearEnv: true,
        env: { HOME: home.path, PATH: [installed, given].join(delimiter), NO_COLOR: "1", ...env },
        stdin: "null",
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { code, out: text(stdout), err: text(stderr) };
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}
