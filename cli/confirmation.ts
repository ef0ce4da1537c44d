import { shellWord } from "../stack/command_line.ts";
import { quoted } from "../supabase/functions/_shared/quoted.ts";
import { Failure } from "./failure.ts";

/**
 * Lets pass what was named once more: by --confirm, or typed where somebody can.
 * @param given what --confirm said
 * @param ask what somebody typed; undefined where nobody can
 * @param again the command as it was given, as a line to paste
 * @param option what gives it on the command line
 * @throws {Failure} when it is another word, or none
 */
export async function confirmed(
  word: string,
  given: string | undefined,
  ask: () => Promise<string | undefined>,
  again: string,
  option = `--confirm ${shellWord(word)}`,
): Promise<void> {
  if ((given ?? await ask())?.trim() === word) return;
  throw new Failure(
    `Cannot go on: ${quoted(word)} was not typed.`,
    `Type it when asked, or: ${again} ${option}`,
  );
}
