import { z } from "zod";
import { endCall, takeCall } from "../database/calls.ts";
import { knownIfLost } from "../database/lost_connection.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { inBackground } from "./background.ts";
import { textBody } from "./json_body.ts";
import { requireSignature } from "./signature.ts";

/** What the database has done by a call; `body` is what the call is about. @returns the run that was begun, if any */
export type Work = (body: unknown, deps: Deps) => Promise<{ run?: string } | void>;

/**
 * Takes a call of the database, answers 202 with nothing in it, and works on in the background: how the
 * work ends is in Postgres. @throws {AppError} unauthorized, call_taken, call_foreign
 */
export async function answerCall(request: Request, deps: Deps, work: Work): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const signed = {
    headers: request.headers,
    path: pathname + search,
    body: await textBody(request),
  };
  const id = requireSignature(signed, deps.config.functionsSecrets, deps.now());
  const path = pathname.slice(1);
  const body = await takeCall(deps.sql, callId(id), path);
  inBackground(workedOff(deps, { id, path, body }, work));
  return new Response(null, { status: 202 });
}

/** Only who knows the secret signs an id that is none; no call has it. */
function callId(id: string): string {
  if (z.uuid().safeParse(id).success) return id;
  throw new AppError("call_taken", "Cannot take the call: its id is none.");
}

async function workedOff(
  deps: Deps,
  { id, path, body }: { id: string; path: string; body: unknown },
  work: Work,
): Promise<void> {
  const started = performance.now();
  const end = await endOf(deps, body, work);
  deps.log("call", {
    ...{ call_id: id, path, run_id: end.object, error: end.error },
    ms: Math.round(performance.now() - started),
  });
  try {
    await endCall(deps.sql, id, end);
  } catch (error) {
    // What was done is told by runs and steps; this call stays without an end.
    deps.log("error", { call_id: id, message: (error as Error).message });
  }
}

async function endOf(deps: Deps, body: unknown, work: Work) {
  try {
    const { run } = await work(body, deps) ?? {};
    return { object: run };
  } catch (error) {
    const known = knownIfLost(error);
    if (!(known instanceof AppError)) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      deps.log("error", { message, stack });
    }
    const { code, detail, suggestion, extra } = known instanceof AppError
      ? known
      : new AppError("internal", "Cannot do what the call asks: something unexpected went wrong.");
    const run = typeof extra?.run_id === "string" ? extra.run_id : undefined;
    return { object: run, error: { code, detail, suggestion, ...(run && { run_id: run }) } };
  }
}
