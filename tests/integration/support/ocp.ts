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
  return await begunOcp(token, ...args).ended;
}

/** The same, for as long as it runs: it can be sent a signal, and says what it has told so far. */
export function begunOcp(token: string, ...args: string[]): {
  kill(signal: Deno.Signal): void;
  said(): string;
  ended: Promise<Ran>;
} {
  const { apiUrl } = loadStack();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", program, ...args],
    env: { OCP_URL: apiUrl, OCP_TOKEN: token, SEED_RUN_TOKEN: "", SUPABASE_URL: "" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const texts = { out: "", err: "" };
  const read = async (of: "out" | "err", stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) texts[of] += text;
  };
  const all = Promise.all([child.status, read("out", child.stdout), read("err", child.stderr)]);
  return {
    kill: (signal) => child.kill(signal),
    said: () => texts.out + texts.err,
    ended: all.then(([{ code }]) => ({ code, ...texts })),
  };
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
