import { z } from "zod";
import { quoted } from "../../supabase/functions/_shared/quoted.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";

const shape = z.object({ plan: z.uuid(), binding: z.string() });

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
  await Deno.writeTextFile(path, `${JSON.stringify(kept, null, 2)}\n`);
}

/** The id of a plan that was named by its id, or by a file that `seed plan --out` wrote. @throws {Failure} */
export async function keptPlanId(word: string, frame: Pick<Frame, "line">): Promise<string> {
  if (z.uuid().safeParse(word).success) return word;
  const next = `Make one: ${frame.line("seed", "plan", "--out", word)}`;
  const text = await Deno.readTextFile(word).catch((error: Error) => {
    throw new Failure(`Cannot read plan ${quoted(word)}: ${error.message}.`, next);
  });
  const kept = shape.safeParse(parsed(text));
  if (kept.success) return kept.data.plan;
  throw new Failure(`Cannot apply ${quoted(word)}: no plan is kept in it.`, next);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
