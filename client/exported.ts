import { type Problem, Refused, Unreachable } from "./client.ts";
import { type KeptSeed, keptSeed } from "./files/kept_seed.ts";
import type { Kind } from "./files/seed_row.ts";

/** Which seeds; all that the caller may see unless something is said. */
export interface Wanted {
  project?: string;
  program?: string;
  tenant?: string;
}

/** The seeds of a kind, as the platform has them. @throws {Refused | Unreachable} */
export async function* exportedSeeds(
  { url, token }: { url: string; token: string },
  kind: Kind,
  wanted: Wanted,
): AsyncGenerator<KeptSeed> {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams([["kind", kind], ["format", "ndjson"], ...given]);
  const response = await fetch(`${url}/functions/v1/api/seeds/export?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  }).catch((cause) => {
    throw new Unreachable(`Cannot reach the API: ${url} gives no answer.`, { cause });
  });
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok && /\bjson\b/.test(type)) throw new Refused(await response.json() as Problem);
  if (!response.ok || !/ndjson/.test(type)) {
    await response.body?.cancel();
    throw new Unreachable(`Cannot reach the API: what answers at ${url} is something else.`);
  }
  for await (const line of linesOf(response.body!)) if (line !== "") yield keptSeed(line);
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  yield rest;
}
