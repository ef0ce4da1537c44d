import process from "node:process";
import { text } from "node:stream/consumers";
import { Failure } from "./failure.ts";
import { typed } from "./typed.ts";

/**
 * What must not stand in a command line, where a list of processes shows it: typed where somebody can, else piped in.
 * @param what e.g. API token
 * @throws {Failure} when nothing was given
 */
export async function secretInput(what: string, command: string): Promise<string> {
  const given = await typed(`${what} (not shown):`, { hidden: true }) ?? await text(process.stdin);
  const secret = given.trim();
  if (secret) return secret;
  throw new Failure(
    `Cannot ${command}: no ${what} was given.`,
    "Pipe it in, or type it when asked.",
  );
}
