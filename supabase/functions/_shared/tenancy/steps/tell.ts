import { AppError } from "../../errors.ts";
import type { Applied, Work } from "../tenant/step.ts";

/** So long a peer that does not answer is tried; what the operation made is worth more than its message. */
const patienceMs = 600_000;
const pauseSeconds = 30;

/** What came of a message: where its peer has it, or why not. */
type Sent = { as: unknown } | { error: AppError };

/** Sends a message for a step, and goes on without once it is refused, or could not be sent for ten minutes. */
export async function tell(
  work: Work,
  name: string,
  send: () => Promise<unknown>,
): Promise<Applied> {
  const sent = await attempt(send);
  return again(work, [sent]) ?? { output: { [name]: outputOf(sent) } };
}

/** As tell(), by several peers: again only while none has it, so that none gets it twice. */
export async function tellEach(
  work: Work,
  name: string,
  peers: Record<string, () => Promise<unknown>>,
): Promise<Applied> {
  const tried = Object.entries(peers).map(async ([peer, send]) =>
    [peer, await attempt(send)] as const
  );
  const sent = await Promise.all(tried);
  const outputs = sent.map(([peer, one]) => [peer, outputOf(one)]);
  return again(work, sent.map(([_, one]) => one)) ??
    { output: { [name]: Object.fromEntries(outputs) } };
}

async function attempt(send: () => Promise<unknown>): Promise<Sent> {
  try {
    return { as: await send() };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("message_")) return { error };
    throw error;
  }
}

/** When it is tried again, later if a peer says so; undefined when it is not. */
function again({ deps, startedAt }: Work, sent: Sent[]): Applied | undefined {
  const errors = sent.flatMap((one) => "error" in one ? [one.error] : []);
  if (errors.length < sent.length) return undefined;
  const passing = errors.filter(({ code }) => code === "message_failed");
  const late = deps.now().getTime() - startedAt.getTime() >= patienceMs;
  if (passing.length === 0 || late) return undefined;
  const asked = passing.map(({ extra }) => Number(extra?.again_in ?? 0));
  return { lookAgainIn: Math.min(Math.max(pauseSeconds, ...asked), patienceMs / 1000) };
}

function outputOf(sent: Sent): unknown {
  return "error" in sent ? { not_sent: sent.error.detail } : sent.as;
}
