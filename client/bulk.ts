import { type Problem, Refused, Unreachable } from "./client.ts";
import type { components } from "./schema.ts";
import { ndjson } from "./files/ndjson.ts";
import type { SeedRow } from "./files/seed_row.ts";

/** What became of a file of seeds, or would. */
export type StoredSeeds = components["schemas"]["StoredSeeds"];

/** How a file is to be taken. */
export interface BulkOptions {
  dry_run?: boolean;
  prune?: boolean;
  overwrite?: boolean;
  binding?: string;
}

interface Project {
  url: string;
  token: string;
}

/** Sends seeds, all of them or none. @param told how many were sent so far @throws {Refused | Unreachable} */
export async function sendSeeds(
  { url, token }: Project,
  rows: readonly SeedRow[],
  options: BulkOptions,
  told?: (count: number) => void,
): Promise<StoredSeeds> {
  const given = Object.entries(options).filter(([, value]) => value);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const body = ReadableStream.from(ndjson(rows, told)).pipeThrough(new TextEncoderStream());
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body,
    duplex: "half", // Node sends a stream in no other way
  };
  const path = `${url}/functions/v1/api/seeds/bulk?${query}`;
  const response = await fetch(path, init).catch((cause) => {
    throw new Unreachable(`Cannot reach the API: ${url} gives no answer.`, { cause });
  });
  if (!/\bjson\b/.test(response.headers.get("content-type") ?? "")) {
    await response.body?.cancel();
    throw new Unreachable(`Cannot reach the API: what answers at ${url} is something else.`);
  }
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer as Problem);
  return answer as StoredSeeds;
}
