import { type Problem, reached, Refused } from "./client.ts";
import type { components } from "./schema.ts";
import { ndjson } from "./files/ndjson.ts";
import type { SeedRow } from "./files/seed_row.ts";

/** What became of a file of seeds, or would. */
export type StoredSeeds = components["schemas"]["StoredSeeds"];

/** A plan of a file, with what storing the file would change. */
export type PlanOfFiles = components["schemas"]["PlanOfFiles"];

/** How a file is to be taken. */
export interface FileOptions {
  prune?: boolean;
  overwrite?: boolean;
  binding?: string;
}

/** How a file is to be stored. */
export interface BulkOptions extends FileOptions {
  dry_run?: boolean;
}

/** How a file is to be planned. */
export interface PlanOptions extends FileOptions {
  full?: boolean;
}

interface Project {
  url: string;
  token: string;
}

/** Sends seeds to be stored, all of them or none. @param told how many were sent so far @throws {Refused | Unreachable} */
export async function sendSeeds(
  project: Project,
  rows: readonly SeedRow[],
  options: BulkOptions,
  told?: (count: number) => void,
): Promise<StoredSeeds> {
  return await posted<StoredSeeds>("bulk", project, rows, options, told);
}

/** Sends seeds to be planned as if they were stored. @param told how many were sent so far @throws {Refused | Unreachable} */
export async function sendSeedsToPlan(
  project: Project,
  rows: readonly SeedRow[],
  options: PlanOptions,
  told?: (count: number) => void,
): Promise<PlanOfFiles> {
  return await posted<PlanOfFiles>("plan", project, rows, options, told);
}

async function posted<T>(
  to: "bulk" | "plan",
  { url, token }: Project,
  rows: readonly SeedRow[],
  options: BulkOptions & PlanOptions,
  told?: (count: number) => void,
): Promise<T> {
  const given = Object.entries(options).filter(([, value]) => value);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const body = ReadableStream.from(ndjson(rows, told)).pipeThrough(new TextEncoderStream());
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body,
    duplex: "half", // Node sends a stream in no other way
  };
  const path = `${url}/functions/v1/api/seeds/${to}?${query}`;
  const response = await reached(url, new Request(path, init));
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer as Problem);
  return answer as T;
}
