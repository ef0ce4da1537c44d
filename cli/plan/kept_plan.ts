import { readFile, writeFile } from "node:fs/promises";
import { quoted } from "../../supabase/functions/_shared/quoted.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Writes which plan it is into a file; the platform has the plan itself. */
export async function keepPlan(
  path: string,
  { id, binding, hash, expires_at }: {
    id: string;
    binding: string;
    hash: string | null;
    expires_at: string | null;
  },
): Promise<void> {
  const kept = { plan: id, binding, hash, expires_at };
  await writeFile(path, `${JSON.stringify(kept, null, 2)}\n`);
}

/** The id of a plan that was named by its id, or by a file that `seed plan --out` wrote. @throws {Failure} */
export async function keptPlanId(word: string, frame: Pick<Frame, "line">): Promise<string> {
  if (uuid.test(word)) return word;
  const next = `Make one: ${frame.line("seed", "plan", "--out", word)}`;
  const text = await readFile(word, "utf8").catch((error: Error) => {
    throw new Failure(`Cannot read plan ${quoted(word)}: ${error.message}.`, next);
  });
  const kept = parsed(text)?.plan;
  if (typeof kept === "string" && uuid.test(kept)) return kept;
  throw new Failure(`Cannot apply ${quoted(word)}: no plan is kept in it.`, next);
}

function parsed(text: string): { plan?: unknown } | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
