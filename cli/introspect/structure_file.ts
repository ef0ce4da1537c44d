import { readFile } from "node:fs/promises";
import { quoted } from "../../supabase/functions/_shared/quoted.ts";
import { structureOfErd } from "../../supabase/functions/_shared/introspect/erd.ts";
import type { Structure } from "../../supabase/functions/_shared/introspect/structure.ts";
import { Failure } from "../failure.ts";
import { ZodError } from "zod";

/** What a file says a database is, and whether it says only as much as DBML can. */
export interface Told {
  structure: Structure;
  byDbml: boolean;
}

/** Whether a word names a file, and no database. */
export function isStructureFile(word: string): boolean {
  return /\.(dbml|json)$/i.test(word);
}

/** Reads a DBML file, or an ERD JSON. @throws {Failure} when there is none, or it is not one */
export async function readStructureFile(path: string): Promise<Told> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new Failure(`Cannot read ${quoted(path)}: ${cause.message}.`, "Check the path.");
  });
  return /\.json$/i.test(path)
    ? { structure: erdIn(path, text), byDbml: false }
    : { structure: await dbmlIn(path, text), byDbml: true };
}

function erdIn(path: string, text: string): Structure {
  try {
    return structureOfErd(text);
  } catch (error) {
    const [issue] = error instanceof ZodError ? error.issues : [];
    const why = issue ? `${issue.path.join(".")}: ${issue.message}` : (error as Error).message;
    throw new Failure(
      `Cannot read ${quoted(path)} as ERD JSON: ${why}.`,
      "Write it anew with --format erd.",
    );
  }
}

/** The parser is large, and seldom needed. */
async function dbmlIn(path: string, text: string): Promise<Structure> {
  const { DbmlFault, structureOfDbml } = await import("./dbml_file.ts");
  try {
    return structureOfDbml(text);
  } catch (error) {
    if (!(error instanceof DbmlFault)) throw error;
    throw new Failure(
      `Cannot read ${quoted(path)} as DBML: ${error.message}.`,
      "Correct the file.",
    );
  }
}
