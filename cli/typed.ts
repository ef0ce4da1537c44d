import process from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { exits, Failure } from "./failure.ts";

/**
 * What somebody types at a question, on standard error; undefined where nobody can.
 * @param hidden what is typed is not shown
 * @throws {Failure} at Ctrl-C
 */
export async function typed(
  question: string,
  { hidden = false } = {},
): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const output = hidden ? nowhere() : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  if (hidden) process.stderr.write(`${question} `);
  const line = await new Promise<string | undefined>((answer) => {
    lines.once("close", () => answer(undefined)); // Ctrl-C and Ctrl-D
    lines.question(`${question} `, answer);
  });
  lines.close();
  if (hidden || line === undefined) process.stderr.write("\n");
  if (line !== undefined) return line;
  throw new Failure("Stopped at the question.", "Nothing was done.", exits.interrupted);
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
