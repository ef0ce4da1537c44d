import { fileURLToPath } from "node:url";
import { shellWord } from "../../../stack/command_line.ts";
import { ignoreMissing } from "../../../stack/missing.ts";
import { eventually } from "./eventually.ts";
import { folderOf } from "./ocp.ts";
import { loadStack } from "./stack.ts";

const program = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));
const rows = 50;

/** Tests that need a terminal are left out where tmux, which has one, is not installed. */
export const noTerminal: boolean = !isThere("tmux");

function isThere(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["-V"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What somebody sees who types `ocp` into a terminal. */
export interface Terminal extends AsyncDisposable {
  /** All lines so far as they were written, whether or not they fit, without spaces at their ends. */
  screen(): Promise<string>;
  /** Waits until it is there. @returns all lines */
  shows(text: RegExp): Promise<string>;
  /** Types a text. */
  types(text: string): Promise<void>;
  /** Presses a key by tmux's name for it: Enter, C-c. */
  presses(...keys: string[]): Promise<void>;
  /** Waits for the end. @returns the exit code, and all lines */
  ends(): Promise<{ code: number; screen: string }>;
}

/**
 * A terminal of so many columns in which `ocp` runs as who has the token; its server is its own, and ends with it.
 * @param path where ocp finds other programs
 */
export async function terminal(
  { token, columns, home, path }: { token?: string; columns: number; home?: string; path?: string },
  ...words: string[]
): Promise<Terminal> {
  const folder = await folderOf({});
  const { apiUrl } = loadStack();
  const env = {
    ...{ TMUX_TMPDIR: folder.path, TMUX: "", SUPABASE_URL: "", TERM: "xterm-256color" },
    ...token === undefined ? { OCP_URL: "", OCP_TOKEN: "" } : { OCP_URL: apiUrl, OCP_TOKEN: token },
    ...home !== undefined && { XDG_CONFIG_HOME: home },
  };
  const tmux = async (...args: string[]) => {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-L", "ocp", "-f", "/dev/null", ...args],
      env,
    }).output();
    if (success) return new TextDecoder().decode(stdout);
    throw new Error(`Cannot use tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  };
  const exit = folder.at("exit");
  const where = path === undefined ? "" : `PATH=${shellWord(path)} `;
  const line = where +
    [Deno.execPath(), "run", "-A", "--quiet", program, ...words].map(shellWord).join(
      " ",
    );
  // The shell outlives Ctrl-C, and what was shown outlives ocp.
  const script =
    `trap : INT; ${line}; echo $? >${exit}.partial; mv ${exit}.partial ${exit}; exec cat`;
  await tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), "sh", "-c", script);
  const screen = async () =>
    (await tmux("capture-pane", "-p", "-J", "-S", "-")).replace(/ +$/gm, "");
  const seen = async <T>(what: string, look: () => Promise<T | undefined | false>) => {
    try {
      return await eventually(what, look, { seconds: 120 });
    } catch (error) {
      throw new Error(`${(error as Error).message} The terminal:\n${await screen()}`);
    }
  };
  return {
    screen,
    shows: (text) =>
      seen(`${text} is shown`, async () => {
        const shown = await screen();
        return text.test(shown) && shown;
      }),
    types: async (text) => void await tmux("send-keys", "-l", text),
    presses: async (...keys) => void await tmux("send-keys", ...keys),
    async ends() {
      const code = await seen("ocp has ended", () => Deno.readTextFile(exit).catch(ignoreMissing));
      return { code: Number(code), screen: await screen() };
    },
    async [Symbol.asyncDispose]() {
      await tmux("kill-server");
      await folder[Symbol.asyncDispose]();
    },
  };
}
