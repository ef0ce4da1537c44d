import { openDatabase } from "../../supabase/functions/_shared/database/connection.ts";
import { AppError } from "../../supabase/functions/_shared/errors.ts";
import {
  type Read,
  readStructure,
  usualReading,
} from "../../supabase/functions/_shared/introspect/read_structure.ts";
import { type Scope, scoped } from "../../supabase/functions/_shared/introspect/scope.ts";
import type { Structure } from "../../supabase/functions/_shared/introspect/structure.ts";
import { Failure } from "../failure.ts";
import type { Target } from "./target.ts";

/** What the options say of how a database is read. */
export interface Wishes {
  language: string;
  /** For how many seconds to wait for a lock. */
  wait: number;
}

/** Reads a database. @throws {Failure} with the next step when it cannot be read */
export async function readTarget({ url }: Target, { language, wait }: Wishes): Promise<Read> {
  const sql = openDatabase(url);
  try {
    return await readStructure(sql, { ...usualReading, language, lockMs: wait * 1000 });
  } catch (error) {
    throw asFailure(error);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The part of a structure that was asked for. @throws {Failure} when a name of it is no table's */
export function scopedOrFailure(structure: Structure, scope: Scope): Structure {
  try {
    return scoped(structure, scope);
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): unknown {
  return error instanceof AppError ? new Failure(error.detail, error.suggestion) : error;
}
