import { Failure } from "./failure.ts";

/**
 * What must not stand in a command line, where a list of processes shows it: typed where somebody can, else piped in.
 * @param what e.g. API token
 * @throws {Failure} when nothing was given
 */
export async function secretInput(what: string, command: string): Promise<string> {
  const text = Deno.stdin.isTerminal()
    ? prompt(`${what}:`)
    : await new Response(Deno.stdin.readable).text();
  const secret = text?.trim();
  if (secret) return secret;
  throw new Failure(
    `Cannot ${command}: no ${what} was given.`,
    "Pipe it in, or type it when asked.",
  );
}
