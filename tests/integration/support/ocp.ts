import { fileURLToPath } from "node:url";
import { loadStack } from "./stack.ts";

const program = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** What a command said, and what it ended with. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs `ocp` as somebody with a token. */
export async function ocp(token: string, ...args: string[]): Promise<Ran> {
  const { apiUrl, seedRunToken } = loadStack();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", program, ...args],
    env: { OCP_URL: apiUrl, OCP_TOKEN: token, SEED_RUN_TOKEN: seedRunToken, SUPABASE_URL: "" },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** A folder with files in it, for as long as it is used. */
export async function folderOf(
  files: Record<string, string | Uint8Array>,
): Promise<AsyncDisposable & { path: string; at(name: string): string }> {
  const path = await Deno.makeTempDir();
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${path}/${name}`, bytes);
  }
  return {
    path,
    at: (name) => `${path}/${name}`,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
