import type { DenoProgram } from "../stack/functions/hosted_deno.ts";
import { root } from "../stack/paths.ts";
import { signalIfAlive } from "../stack/signal.ts";
import type { Count } from "./pgtap.ts";

/** How a run of `deno test` went; `output` is empty where it was shown as it came. */
export interface DenoTests extends Count {
  /** Left out, as what they need is not at hand. */
  ignored: number;
  output: string;
}

/** What takes longer hangs: it is ended, and fails, so that the others are told. */
const longestMs = 20 * 60_000;

/**
 * Runs `deno test` over the files; counts come from its JUnit report. With `gather`, its output is
 * returned and not shown, for runs side by side; their types are then taken as checked. `only`: tests with
 * that in their names. `deno`: what runs them in this program's place.
 */
export async function runDenoTest(
  files: string[],
  env: Record<string, string> = {},
  { gather = false, only, deno }: { gather?: boolean; only?: string; deno?: DenoProgram } = {},
): Promise<DenoTests> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const shown = gather ? "piped" : "inherit";
  const flags = gather ? ["--no-check", "--quiet"] : [];
  if (only) flags.push("--filter", only);
  if (deno) flags.push("--no-lock");
  const child = new Deno.Command(deno?.command ?? Deno.execPath(), {
    args: ["test", "--allow-all", `--junit-path=${report}`, ...flags, ...files],
    cwd: root,
    env: { ...deno?.env, ...env },
    stdin: "null",
    stdout: shown,
    stderr: shown,
  }).spawn();
  const kill = () => signalIfAlive(child.pid, "SIGTERM");
  addEventListener("unload", kill);
  const hung = setTimeout(kill, longestMs);
  try {
    const output = gather ? await textOf([child.stdout, child.stderr]) : "";
    const { success } = await child.status;
    const count = readReport(await Deno.readTextFile(report));
    // A module that does not load, or leaks, fails the run without a failed test of its own.
    return { ...success || count.failed > 0 ? count : { ...count, failed: 1 }, output };
  } finally {
    clearTimeout(hung);
    removeEventListener("unload", kill);
    await Deno.remove(report);
  }
}

/** What streams say until they end, in the order in which it comes. */
async function textOf(streams: ReadableStream<Uint8Array<ArrayBuffer>>[]): Promise<string> {
  let text = "";
  await Promise.all(streams.map(async (stream) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) text += part;
  }));
  return text;
}

/** The totals of a JUnit report; an empty report counts nothing. */
export function readReport(xml: string): Omit<DenoTests, "output"> {
  const head = /<testsuites[^>]*>/.exec(xml)?.[0] ?? "";
  const total = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = total("failures") + total("errors");
  const ignored = xml.match(/<skipped\/>/g)?.length ?? 0;
  return { passed: total("tests") - failed - ignored, failed, ignored };
}
