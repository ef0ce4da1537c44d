import { shellWord } from "../stack/command_line.ts";
import { quoted } from "../supabase/functions/_shared/quoted.ts";
import { exits, Failure } from "./failure.ts";

/**
 * Lets pass what was named once more: by --confirm, or typed where somebody can.
 * @param given what --confirm said
 * @param ask what somebody typed; null where nobody can
 * @param again the command as it was given, as a line to paste
 * @param option what gives it on the command line
 * @throws {Failure} when it is another word, or none
 */
export function confirmed(
  word: string,
  given: string | undefined,
  ask: () => string | null,
  again: string,
  option = `--confirm ${shellWord(word)}`,
): void {
  if ((given ?? ask())?.trim() === word) return;
  throw new Failure(
    `Cannot go on: ${quoted(word)} was not typed.`,
    `Type it when asked, or: ${again} ${option}`,
    exits.usage,
  );
}
