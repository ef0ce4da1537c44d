import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { root } from "../../stack/paths.ts";
import type { SqlFile } from "./sources.ts";

/** SHA-256 of every migration that somebody may have applied, by its file's name. */
export type Released = Record<string, string>;

export const releasedPath = "supabase/released.json";

export async function readReleased(): Promise<Released> {
  return JSON.parse(await Deno.readTextFile(join(root, releasedPath)));
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Released migrations that are gone or changed: databases that have them would never hear of it. */
export function brokenReleases(released: Released, migrations: readonly SqlFile[]): string[] {
  const now = new Map(migrations.map(({ path, text }) => [basename(path), hashOf(text)]));
  return Object.keys(released).filter((name) => now.get(name) !== released[name]);
}

/** All migrations as released. */
export function releaseOf(migrations: readonly SqlFile[]): Released {
  return Object.fromEntries(migrations.map(({ path, text }) => [basename(path), hashOf(text)]));
}
